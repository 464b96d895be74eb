package dev.reprise.internal.jsse;

import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.engine.Step;
import dev.reprise.internal.wire.TlsFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The records that come over a TCP socket. What was read of a record stays here when a time-out interrupts it, and so does data that is decrypted
 * before the application asks for it. Everything but {@link #available()} is for whoever holds the {@linkplain #lock() lock}.
 */
final class RecordInput {
    private static final int HEADER = 5;
    private static final int FIRST_BUFFER = 4 * 1024;
    private static final int MAX_BUFFER = BasicSession.PACKET_BUFFER_SIZE;

    /** Application data that is kept for later while something else is awaited. */
    private static final int MAX_KEPT = 256 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Transport transport;
    private final Endpoint endpoint;
    private final ReentrantLock lock = new ReentrantLock();

    // Both in reading mode.
    private ByteBuffer received = NOTHING;
    private ByteBuffer decrypted = NOTHING;
    private volatile int available;

    RecordInput(Transport transport, Endpoint endpoint) {
        this.transport = transport;
        this.endpoint = endpoint;
    }

    ReentrantLock lock() {
        return lock;
    }

    /** Bytes that can be taken without waiting. */
    int available() {
        return available;
    }

    boolean hasDecrypted() {
        return decrypted.hasRemaining();
    }

    /** Whether so much data is kept that nothing more should be read before some of it is taken. */
    boolean isFull() {
        return decrypted.remaining() >= MAX_KEPT;
    }

    /** Takes data that is decrypted. */
    int take(byte[] target, int offset, int length) {
        int count = Math.min(length, decrypted.remaining());
        decrypted.get(target, offset, count);
        available = decrypted.remaining();
        return count;
    }

    /**
     * Opens one record that is there.
     *
     * @throws TlsFault if the connection fails by it
     */
    Step unwrap(Connection connection, ByteBuffer target) {
        Step step = connection.unwrap(received, new ByteBuffer[] {target}, 0, 1);
        endpoint.after(step);
        return step;
    }

    /** Opens one record of the handshake, which has no data. */
    Step unwrapHandshake(Connection connection) {
        return unwrap(connection, NOTHING);
    }

    /** Opens one record and drops its data. */
    Step unwrapAndDrop(Connection connection) {
        return unwrap(connection, ByteBuffer.allocate(nextRecordLength()));
    }

    /** Opens one record and keeps its data behind what is kept already. */
    Step unwrapAside(Connection connection) {
        int needed = nextRecordLength();
        ByteBuffer kept = decrypted;
        if (kept.hasRemaining()) {
            ByteBuffer room = ByteBuffer.allocate(needed);
            Step step = unwrap(connection, room);
            room.flip();
            if (room.hasRemaining()) {
                keep(ByteBuffer.allocate(kept.remaining() + room.remaining())
                        .put(kept)
                        .put(room)
                        .flip());
            }
            return step;
        }
        ByteBuffer room = kept.capacity() >= needed ? kept.clear() : ByteBuffer.allocate(needed);
        decrypted = NOTHING; // if this fails, what stands in the buffer is no data
        Step step = unwrap(connection, room);
        keep(room.flip());
        return step;
    }

    private void keep(ByteBuffer data) {
        decrypted = data;
        available = data.remaining();
    }

    /**
     * Reads what there is, once, and waits for it; there is room for all of the record at the head.
     *
     * @return false at the end
     */
    boolean fill() throws IOException {
        int needed = nextRecordLength();
        if (received.capacity() < needed) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(FIRST_BUFFER, needed));
            larger.put(received);
            received = larger.flip();
        } else if (received.position() > 0) {
            received.compact().flip();
        }
        int end = received.limit();
        int count = transport.input().read(received.array(), end, received.capacity() - end);
        if (count < 0) {
            return false;
        }
        received.limit(end + count);
        return true;
    }

    /**
     * Reads what has arrived, once, and waits for nothing.
     *
     * @return false at the end, and if nothing has arrived
     */
    boolean fillWithArrived() throws IOException {
        return transport.input().available() > 0 && fill();
    }

    /** Reads what has arrived, so often at most, and drops it unopened; waits for nothing. */
    void dropArrived(int reads) throws IOException {
        byte[] dropped = new byte[FIRST_BUFFER];
        for (int i = 0; i < reads && transport.input().available() > 0; i++) {
            if (transport.input().read(dropped) < 0) {
                return;
            }
        }
    }

    private int nextRecordLength() {
        if (received.remaining() < HEADER) {
            return HEADER;
        }
        int at = received.position();
        int length = (received.get(at + 3) & 0xff) << 8 | received.get(at + 4) & 0xff;
        return Math.min(HEADER + length, MAX_BUFFER);
    }
}
