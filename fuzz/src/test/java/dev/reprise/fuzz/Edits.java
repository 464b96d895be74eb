package dev.reprise.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** A list of changes to bytes, read from an input: how many, then for each what, where, and with what. */
public final class Edits {
    private static final int MOST = 6;
    private static final int LONGEST_INSERTION = 300;

    private Edits() {}

    /** The bytes after the changes; the same array if there is none. */
    public static byte[] apply(byte[] original, Feed feed) {
        byte[] bytes = original;
        for (int left = feed.below(MOST + 1); left > 0; left--) {
            bytes = applyOne(bytes, feed);
        }
        return bytes;
    }

    private static byte[] applyOne(byte[] bytes, Feed feed) {
        int what = feed.u8() % 7;
        int where = feed.below(bytes.length + 1);
        int rest = bytes.length - where;
        return switch (what) {
            case 0 -> spliced(bytes, where, Math.min(1, rest), new byte[] {(byte) feed.u8()});
            case 1 -> {
                byte[] changed = bytes.clone();
                if (rest > 0) {
                    changed[where] ^= (byte) (1 << feed.u8() % 8);
                }
                yield changed;
            }
            case 2 -> spliced(bytes, where, 0, feed.bytes(feed.below(LONGEST_INSERTION)));
            case 3 -> spliced(bytes, where, Math.min(feed.u8(), rest), new byte[0]);
            case 4 -> spliced(bytes, where, 0, Arrays.copyOfRange(bytes, where, where + Math.min(feed.u8(), rest)));
            case 5 -> Arrays.copyOf(bytes, where);
            default -> {
                int number = feed.u16();
                yield spliced(bytes, where, Math.min(2, rest), new byte[] {(byte) (number >> 8), (byte) number});
            }
        };
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] put) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + put.length);
        out.write(bytes, 0, at);
        out.writeBytes(put);
        out.write(bytes, at + removed, bytes.length - at - removed);
        return out.toByteArray();
    }
}
