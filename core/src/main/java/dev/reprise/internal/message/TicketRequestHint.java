package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;

/**
 * {@code ticket_request} in EncryptedExtensions (RFC 9149 section 3), how many tickets the server is going to send, 0
 * to 255:
 *
 * <pre>{@code
 * struct {
 *     uint8 expected_count;
 * } ServerTicketRequestHint;
 * }</pre>
 */
public record TicketRequestHint(int expected) implements Extension {
    static TicketRequestHint parse(WireReader in) {
        return new TicketRequestHint(in.u8());
    }

    @Override
    public int type() {
        return ExtensionType.TICKET_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u8(expected);
    }
}
