package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * {@code session_ticket} of TLS 1.2 (RFC 5077 section 3.2): the data is the ticket itself, without a length of its own.
 * Empty in a ClientHello that has no ticket but would take one, and in a ServerHello that announces one.
 */
public record SessionTicketExtension(byte[] ticket) implements Extension {
    public SessionTicketExtension {
        ticket = ticket.clone();
    }

    static SessionTicketExtension parse(WireReader in) {
        return new SessionTicketExtension(in.rest());
    }

    @Override
    public int type() {
        return ExtensionType.SESSION_TICKET;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.bytes(ticket);
    }

    @Override
    public byte[] ticket() {
        return ticket.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionTicketExtension that && Arrays.equals(ticket, that.ticket);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ticket);
    }

    @Override
    public String toString() {
        return "SessionTicketExtension[" + ticket.length + " bytes]";
    }
}
