package dev.reprise.internal.message;

import java.util.Arrays;
import java.util.Objects;

/**
 * A message that came, and the very bytes it came as, which is what the transcript hashes.
 *
 * @param message the value
 * @param encoded the message with its header; not copied, neither here nor by the accessor: nobody may change it
 */
public record Received(HandshakeMessage message, byte[] encoded) {
    public Received {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(encoded, "encoded");
    }

    /** The type of the message. */
    public HandshakeType type() {
        return message.type();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Received that && message.equals(that.message) && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "Received[" + message + ", " + encoded.length + " bytes]";
    }
}
