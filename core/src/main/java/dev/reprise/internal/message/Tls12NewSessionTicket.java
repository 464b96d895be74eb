package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * NewSessionTicket of TLS 1.2 (RFC 5077 section 3.3):
 *
 * <pre>{@code
 * struct {
 *     uint32 ticket_lifetime_hint;
 *     opaque ticket<0..2^16-1>;
 * } NewSessionTicket;
 * }</pre>
 *
 * @param lifetimeHint seconds; 0 is unspecified
 * @param ticket empty where a server that announced one has none after all
 */
public record Tls12NewSessionTicket(long lifetimeHint, byte[] ticket) implements HandshakeMessage {
    public Tls12NewSessionTicket {
        ticket = ticket.clone();
    }

    static Tls12NewSessionTicket parse(WireReader in) {
        return new Tls12NewSessionTicket(in.u32(), in.opaque16(0, 0xffff));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.NEW_SESSION_TICKET;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u32(lifetimeHint).opaque16(ticket);
    }

    @Override
    public byte[] ticket() {
        return ticket.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tls12NewSessionTicket that
                && lifetimeHint == that.lifetimeHint
                && Arrays.equals(ticket, that.ticket);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ticket);
    }

    @Override
    public String toString() {
        return "Tls12NewSessionTicket[" + lifetimeHint + " s, " + ticket.length + " bytes]";
    }
}
