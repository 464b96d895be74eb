package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.Objects;

/**
 * NewSessionTicket of TLS 1.3 (RFC 9846 section 4.7.1):
 *
 * <pre>{@code
 * struct {
 *     uint32 ticket_lifetime;
 *     uint32 ticket_age_add;
 *     opaque ticket_nonce<0..255>;
 *     opaque ticket<1..2^16-1>;
 *     Extension extensions<0..2^16-2>;
 * } NewSessionTicket;
 * }</pre>
 *
 * @param lifetimeSeconds 0 to 2^32-1; 0 is a ticket to throw away, and what is over seven days is for the receiver to
 *     cut
 * @param ageAdd 0 to 2^32-1
 */
public record NewSessionTicket(long lifetimeSeconds, long ageAdd, byte[] nonce, byte[] ticket, Extensions extensions)
        implements HandshakeMessage {
    public NewSessionTicket {
        nonce = nonce.clone();
        ticket = ticket.clone();
        Objects.requireNonNull(extensions, "extensions");
    }

    static NewSessionTicket parse(WireReader in) {
        return new NewSessionTicket(
                in.u32(),
                in.u32(),
                in.opaque8(0, 0xff),
                in.opaque16(1, 0xffff),
                Extensions.parse(in, ExtensionContext.NEW_SESSION_TICKET));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.NEW_SESSION_TICKET;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u32(lifetimeSeconds).u32(ageAdd).opaque8(nonce).opaque16(ticket);
        extensions.write(out);
    }

    @Override
    public byte[] nonce() {
        return nonce.clone();
    }

    @Override
    public byte[] ticket() {
        return ticket.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NewSessionTicket that
                && lifetimeSeconds == that.lifetimeSeconds
                && ageAdd == that.ageAdd
                && Arrays.equals(nonce, that.nonce)
                && Arrays.equals(ticket, that.ticket)
                && extensions.equals(that.extensions);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ticket) + Arrays.hashCode(nonce);
    }

    @Override
    public String toString() {
        return "NewSessionTicket[" + lifetimeSeconds + " s, " + ticket.length + " bytes, " + extensions + "]";
    }
}
