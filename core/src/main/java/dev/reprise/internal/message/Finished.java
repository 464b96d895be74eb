package dev.reprise.internal.message;

import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * Finished (RFC 9846 section 4.5.3):
 *
 * <pre>{@code
 * struct {
 *     opaque verify_data[Hash.length];
 * } Finished;
 * }</pre>
 *
 * <p>Which hash it is, the message does not say: 32 and 48 bytes are accepted, and that they are as many as the suite's
 * hash has is part of comparing them.
 */
public record Finished(byte[] verifyData) implements HandshakeMessage {
    public Finished {
        verifyData = verifyData.clone();
    }

    static Finished parse(WireReader in) {
        int length = in.remaining();
        if (length != 32 && length != 48) {
            throw new DecodeFault("a Finished of " + length + " bytes, which no hash has");
        }
        return new Finished(in.rest());
    }

    /** That of TLS 1.2 (RFC 5246 section 7.4.9): 12 bytes with every suite there is here. */
    static Finished parse12(WireReader in) {
        return new Finished(in.bytes(12));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.FINISHED;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.bytes(verifyData);
    }

    @Override
    public byte[] verifyData() {
        return verifyData.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Finished that && Arrays.equals(verifyData, that.verifyData);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(verifyData);
    }

    @Override
    public String toString() {
        return "Finished[" + verifyData.length + " bytes]";
    }
}
