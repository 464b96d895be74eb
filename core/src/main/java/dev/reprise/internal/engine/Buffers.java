package dev.reprise.internal.engine;

import dev.reprise.internal.record.InboundRecord;
import java.nio.ByteBuffer;

/** Several buffers as one. */
final class Buffers {
    private Buffers() {}

    /** Bytes that remain in all of them. */
    static int room(ByteBuffer[] buffers, int offset, int length) {
        long room = 0;
        for (int i = offset; i < offset + length; i++) {
            room += buffers[i].remaining();
        }
        return (int) Math.min(room, Integer.MAX_VALUE);
    }

    /** Puts a record's content into them, the first filled first; there is room for it. */
    static void scatter(InboundRecord record, ByteBuffer[] dsts, int offset, int length) {
        int position = record.offset();
        int left = record.length();
        for (int i = offset; i < offset + length && left > 0; i++) {
            int part = Math.min(left, dsts[i].remaining());
            dsts[i].put(record.array(), position, part);
            position += part;
            left -= part;
        }
    }
}
