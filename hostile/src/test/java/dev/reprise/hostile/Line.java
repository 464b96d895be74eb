package dev.reprise.hostile;

import de.rub.nds.tlsattacker.core.protocol.ProtocolMessage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One message that TLS-Attacker has to say in a handshake.
 *
 * @param message makes it anew, from what is known by then
 * @param cue the message of ours to wait for before it goes on; null if it goes on at once
 * @param protectedByKeys whether keys protect it
 * @param keysFollow whether the next record comes under other keys, so that the message must end with its record
 */
record Line(
        String name,
        Supplier<ProtocolMessage> message,
        @Nullable ProtocolMessage cue,
        boolean protectedByKeys,
        boolean keysFollow) {
    static Line of(Supplier<ProtocolMessage> message) {
        return new Line(nameOf(message), message, null, false, false);
    }

    private static String nameOf(Supplier<ProtocolMessage> message) {
        String name = message.get().getClass().getSimpleName().replace("Message", "");
        return name.startsWith("ECDH") ? name.replaceFirst("ECDHE?", "") : name;
    }

    Line named(String other) {
        return new Line(other, message, cue, protectedByKeys, keysFollow);
    }

    Line then(ProtocolMessage awaited) {
        return new Line(name, message, awaited, protectedByKeys, keysFollow);
    }

    Line underKeys() {
        return new Line(name, message, cue, true, keysFollow);
    }

    Line beforeNewKeys() {
        return new Line(name, message, cue, protectedByKeys, true);
    }

    /** A server need not ask for a certificate, and a client may send the share of its second hello in its first. */
    boolean mayBeMissing() {
        return name.equals("CertificateRequest") || name.equals("first ClientHello");
    }

    @Override
    public String toString() {
        return name;
    }
}
