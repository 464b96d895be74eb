package dev.reprise.internal.engine;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.TrafficKeys;
import dev.reprise.internal.message.KeyUpdate;
import dev.reprise.internal.record.ContentType;
import dev.reprise.internal.record.RecordWriter;
import dev.reprise.internal.wire.AlertDescription;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The write half: what waits to be written, in order, with the changes of keys in between, and the records it becomes.
 * Nothing is sealed before there is room to put it. Guarded by the connection's outbound lock.
 */
final class OutboundHalf {
    private static final int FATAL = 2;
    private static final int WARNING = 1;
    /** A handshake record gathers at most so many messages. */
    private static final int MAX_GATHERED = 8;

    /** What waits: bytes of one content type, or the keys for all that follows. */
    private sealed interface Pending permits Bytes, Keys, Tls12Keys {}

    private record Bytes(ContentType type, ByteBuffer content) implements Pending {}

    private record Keys(CipherSuite suite, Secret trafficSecret) implements Pending {}

    private record Tls12Keys(CipherSuite suite, MasterSecret.Keys keys) implements Pending {}

    private final RecordWriter writer;
    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private final ByteBuffer[] gathered = new ByteBuffer[MAX_GATHERED];
    private @Nullable CipherSuite suite;
    private @Nullable Secret trafficSecret;
    private int ownLimit = Integer.MAX_VALUE;
    private boolean closing;
    private boolean done;

    OutboundHalf(RecordWriter writer) {
        this.writer = writer;
    }

    void handshake(byte[] encoded) {
        if (!closing) {
            queue.add(new Bytes(ContentType.HANDSHAKE, ByteBuffer.wrap(encoded)));
        }
    }

    void changeCipherSpec() {
        if (!closing) {
            queue.add(new Bytes(ContentType.CHANGE_CIPHER_SPEC, ByteBuffer.allocate(1)));
        }
    }

    void keys(CipherSuite next, Secret secret) {
        if (closing) {
            secret.destroy();
        } else {
            queue.add(new Keys(next, secret));
            installLeadingKeys(); // with nothing before them there is nothing to write
        }
    }

    void keys(CipherSuite next, MasterSecret.Keys keys) {
        if (closing) {
            keys.destroy();
        } else {
            queue.add(new Tls12Keys(next, keys.handedOver()));
            installLeadingKeys();
        }
    }

    void warn(AlertDescription description) {
        if (!closing) {
            queue.add(alert(WARNING, description));
        }
    }

    /**
     * Announces new keys of our own, unless an announcement waits already.
     *
     * @param askPeer whether the peer is asked for new keys of its own, too
     */
    void updateKeys(boolean askPeer) {
        boolean underWay = queue.stream().anyMatch(Keys.class::isInstance);
        CipherSuite current = suite;
        Secret secret = trafficSecret;
        if (!underWay && !closing && current != null && secret != null) {
            queue.add(new Bytes(ContentType.HANDSHAKE, ByteBuffer.wrap(new KeyUpdate(askPeer).encode())));
            queue.add(new Keys(current, TrafficKeys.next(current, secret)));
        }
    }

    /** What the peer takes (RFC 8449). */
    void peerLimit(int limit) {
        writer.plaintextLimit(Math.min(limit, ownLimit));
    }

    /** What the application wants on the wire at most. */
    void ownLimit(int limit) {
        ownLimit = limit;
        writer.plaintextLimit(limit);
    }

    /** Says goodbye behind all that waits. */
    void close() {
        if (!closing) {
            queue.add(alert(WARNING, AlertDescription.CLOSE_NOTIFY));
            closing = true;
        }
    }

    /** Says why, in front of all that waits, and nothing after it. */
    void fail(AlertDescription description) {
        if (done) {
            return;
        }
        installLeadingKeys();
        clear();
        queue.add(alert(FATAL, description));
        closing = true;
    }

    /** Nothing is written any more, not even a goodbye: the peer would not read it. */
    void abandon() {
        clear();
        closing = true;
        finish();
    }

    private void finish() {
        done = true;
        writer.destroy();
        destroySecret();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    boolean isClosing() {
        return closing;
    }

    boolean isDone() {
        return done;
    }

    /** Whether this side may say no more than why it ends: so many records are all that the keys may protect. */
    boolean isSpent() {
        return !closing && writer.isSpent();
    }

    /** Bytes of the destination that the next record may take, after {@link #mustWriteFirst}. */
    int nextRecordSize(int applicationBytes) {
        if (queue.isEmpty()) {
            return writer.maxRecord(Math.min(applicationBytes, writer.maxFragment()));
        }
        Bytes head = (Bytes) queue.element();
        if (head.type() == ContentType.CHANGE_CIPHER_SPEC) {
            return RecordWriter.CHANGE_CIPHER_SPEC_LENGTH;
        }
        int count = gather(head.type());
        int waiting = 0;
        for (int i = 0; i < count; i++) {
            waiting += gathered[i].remaining();
        }
        return writer.maxRecord(Math.min(waiting, writer.maxFragment()));
    }

    /** Whether the next record is of what waits, and not of the application's bytes. */
    boolean mustWriteFirst() {
        if (writer.keyUpdateDue()) {
            updateKeys(false);
        }
        installLeadingKeys();
        return !queue.isEmpty();
    }

    /** Writes one record of what waits. */
    void writeWaiting(ByteBuffer dst) {
        Bytes head = (Bytes) queue.element();
        if (head.type() == ContentType.CHANGE_CIPHER_SPEC) {
            writer.writeChangeCipherSpec(dst);
            head.content().get(); // its one byte is said
        } else {
            writer.write(head.type(), gathered, 0, gather(head.type()), dst);
        }
        while (queue.peek() instanceof Bytes written && !written.content().hasRemaining()) {
            queue.remove();
        }
        installLeadingKeys();
        if (closing && queue.isEmpty()) {
            finish();
        }
    }

    /** Writes one record of the application's bytes. */
    int writeApplication(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) {
        return writer.write(ContentType.APPLICATION_DATA, srcs, offset, length, dst);
    }

    /** Messages of a flight share records; a record never crosses a change of keys. */
    private int gather(ContentType type) {
        int count = 0;
        if (type != ContentType.HANDSHAKE) {
            gathered[0] = ((Bytes) queue.element()).content();
            return 1;
        }
        Iterator<Pending> waiting = queue.iterator();
        while (count < MAX_GATHERED
                && waiting.hasNext()
                && waiting.next() instanceof Bytes bytes
                && bytes.type() == type) {
            gathered[count++] = bytes.content();
        }
        return count;
    }

    private void installLeadingKeys() {
        while (true) {
            if (queue.peek() instanceof Keys keys) {
                writer.install(keys.suite(), keys.trafficSecret());
                destroySecret();
                suite = keys.suite();
                trafficSecret = keys.trafficSecret();
            } else if (queue.peek() instanceof Tls12Keys keys) {
                writer.install(keys.suite(), keys.keys());
            } else {
                return;
            }
            queue.remove();
        }
    }

    private static Bytes alert(int level, AlertDescription description) {
        return new Bytes(ContentType.ALERT, ByteBuffer.wrap(new byte[] {(byte) level, (byte) description.code()}));
    }

    private void clear() {
        for (Pending pending : queue) {
            if (pending instanceof Keys keys) {
                keys.trafficSecret().destroy();
            } else if (pending instanceof Tls12Keys keys) {
                keys.keys().destroy();
            }
        }
        queue.clear();
    }

    private void destroySecret() {
        if (trafficSecret != null) {
            trafficSecret.destroy();
            trafficSecret = null;
        }
    }

    long bytesWritten() {
        return writer.bytesWritten();
    }
}
