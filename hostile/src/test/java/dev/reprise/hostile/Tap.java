package dev.reprise.hostile;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What our side sent, as it went over the network. TLS-Attacker reads from it. */
final class Tap extends FilterInputStream {
    private static final int HEADER = 5;
    private static final int APPLICATION_DATA = 23;
    private static final int ALERT = 21;
    private static final int ALERT_LENGTH = 2;

    /** Type and tag; in TLS 1.2 an explicit nonce and the tag. */
    private static final int PROTECTED_ALERT_LENGTH = ALERT_LENGTH + 1 + 16;

    private static final int PROTECTED_ALERT_LENGTH_12 = 8 + ALERT_LENGTH + 16;

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    Tap(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        if (one >= 0) {
            seen.write(one);
        }
        return one;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count > 0) {
            seen.write(bytes, offset, count);
        }
        return count;
    }

    /** Reads what is left. */
    void drain() {
        byte[] some = new byte[1 << 14];
        try {
            while (read(some, 0, some.length) >= 0) {
                // it is kept
            }
        } catch (IOException e) {
            // the other side reset the connection; what it sent before was read
        }
    }

    /** Whether the last record is an alert: one that can be read with this code, or one that is protected, of an alert's length. */
    boolean endsWithAlert(int code) {
        @Nullable ByteBuffer last = null;
        ByteBuffer rest = ByteBuffer.wrap(seen.toByteArray());
        while (rest.remaining() >= HEADER) {
            int length = HEADER + Short.toUnsignedInt(rest.getShort(rest.position() + 3));
            if (length > rest.remaining()) {
                return false;
            }
            last = rest.slice(rest.position(), length);
            rest.position(rest.position() + length);
        }
        if (last == null || rest.hasRemaining()) {
            return false;
        }
        int length = last.limit() - HEADER;
        return switch (last.get(0)) {
            case ALERT ->
                length == ALERT_LENGTH
                        ? last.get(HEADER) == 2 && last.get(HEADER + 1) == code
                        : length == PROTECTED_ALERT_LENGTH_12;
            case APPLICATION_DATA -> length == PROTECTED_ALERT_LENGTH;
            default -> false;
        };
    }
}
