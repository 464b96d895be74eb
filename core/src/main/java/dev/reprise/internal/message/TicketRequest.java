package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;

/**
 * {@code ticket_request} in a ClientHello (RFC 9149 section 3), how many tickets the client would like, 0 to 255 each:
 *
 * <pre>{@code
 * struct {
 *     uint8 new_session_count;
 *     uint8 resumption_count;
 * } ClientTicketRequest;
 * }</pre>
 *
 * @param newSessions after a full handshake
 * @param resumptionSessions after a resumed one
 */
public record TicketRequest(int newSessions, int resumptionSessions) implements Extension {
    static TicketRequest parse(WireReader in) {
        return new TicketRequest(in.u8(), in.u8());
    }

    @Override
    public int type() {
        return ExtensionType.TICKET_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u8(newSessions).u8(resumptionSessions);
    }
}
