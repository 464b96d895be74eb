package dev.reprise.internal.message;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;

/**
 * {@code record_size_limit} (RFC 8449 section 4), in a ClientHello and in the server's answer: {@code uint16
 * RecordSizeLimit;}, the largest record that the sender is ready to receive.
 *
 * <p>Less than 64 is refused with {@code illegal_parameter}. More than the protocol allows may come from a client,
 * which may know a version that allows it; from a server it is refused as well.
 *
 * @param limit bytes of plaintext in a protected record; in TLS 1.3 the byte of the content type and the padding count,
 *     so that 16385 is the most, in TLS 1.2 16384
 */
public record RecordSizeLimit(int limit) implements Extension {
    /** The least that may be asked for. */
    public static final int MIN = 64;

    /** The most that a TLS 1.3 record holds: 2^14 bytes and the content type. */
    public static final int MAX = (1 << 14) + 1;

    static RecordSizeLimit parse(WireReader in) {
        RecordSizeLimit size = new RecordSizeLimit(in.u16());
        if (size.limit < MIN) {
            throw refused(size.limit, "less than " + MIN);
        }
        return size;
    }

    static RecordSizeLimit parseAnswer(WireReader in) {
        RecordSizeLimit size = parse(in);
        if (size.limit > MAX) {
            throw refused(size.limit, "more than " + MAX);
        }
        return size;
    }

    private static PeerMisbehaved refused(int limit, String why) {
        return new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, "record_size_limit of " + limit + ", " + why);
    }

    @Override
    public int type() {
        return ExtensionType.RECORD_SIZE_LIMIT;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(limit);
    }
}
