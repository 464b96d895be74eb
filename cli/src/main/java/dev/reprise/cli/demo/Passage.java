package dev.reprise.cli.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One connection as it passed the relay, read off the wire at the client's end: nothing of it is what client or server say.
 *
 * <p>A round trip: the client has sent something, and what then comes can be an answer to it, since it took as long as the path there
 * and back.
 */
final class Passage {
    private final HelloReader up = HelloReader.ofClient();
    private final HelloReader down = HelloReader.ofServer();
    private final CountDownLatch directionsLeft = new CountDownLatch(2);
    private final Duration oneWay;
    private final LongSupplier clock;
    private long bytesUp;
    private long bytesDown;
    private int roundTrips;
    private boolean waiting;
    private long waitingSinceNanos;
    private long startedNanos;
    private long lastTripNanos;

    /** @param oneWay how long its bytes are under way, in either direction */
    Passage(Duration oneWay) {
        this(oneWay, System::nanoTime);
    }

    /** The same by another clock, of nanoseconds. */
    Passage(Duration oneWay, LongSupplier clock) {
        this.oneWay = oneWay;
        this.clock = clock;
    }

    /** The client sent these bytes just now. */
    synchronized void fromClient(byte[] bytes, int length) {
        if (bytesUp == 0) {
            startedNanos = clock.getAsLong();
        }
        bytesUp += length;
        if (!waiting && !isChangeCipherSpec(bytes, length)) {
            waiting = true;
            waitingSinceNanos = clock.getAsLong();
        }
        up.add(bytes, length);
    }

    /** The client is given these bytes now. */
    synchronized void toClient(byte[] bytes, int length) {
        long now = clock.getAsLong();
        if (waiting && now - waitingSinceNanos >= 2 * oneWay.toNanos()) {
            roundTrips++;
            lastTripNanos = now;
            waiting = false;
        }
        bytesDown += length;
        down.add(bytes, length);
    }

    /**
     * A change_cipher_spec alone, which TLS 1.3 has clients send for the sake of middleboxes, in the middle of the server's flight (RFC 9846
     * appendix E.4): nobody waits for an answer to it.
     */
    private static boolean isChangeCipherSpec(byte[] bytes, int length) {
        return length == 6 && bytes[0] == 20 && bytes[5] == 1;
    }

    /** @return whether it was the other one's end before */
    synchronized boolean directionEnded() {
        directionsLeft.countDown();
        return directionsLeft.getCount() == 0;
    }

    /** @return whether both directions came to their end in time */
    boolean awaitEnd(long seconds) throws InterruptedException {
        return directionsLeft.await(seconds, TimeUnit.SECONDS);
    }

    /** Bytes from the client. */
    synchronized long bytesUp() {
        return bytesUp;
    }

    /** Bytes to the client. */
    synchronized long bytesDown() {
        return bytesDown;
    }

    /** How often the client had to wait for the server, until the first byte of the last answer. Means nothing on a path that takes no time. */
    synchronized int roundTrips() {
        return roundTrips;
    }

    /** From the client's first byte to the first of the last answer. */
    synchronized long firstByteMicros() {
        return (lastTripNanos - startedNanos) / 1_000;
    }

    /** Whether the client's last hello offered a session, by what the hello says in the clear. */
    synchronized boolean offered() {
        HelloReader.Hello hello = up.last();
        return hello.preSharedKey()
                || hello.ticket()
                || !hello.tls13() && hello.sessionId().hasRemaining();
    }

    /** Whether the server's hello took a session, by what it says in the clear: in TLS 1.2 it repeats the client's session ID. */
    synchronized boolean resumed() {
        HelloReader.Hello hello = down.last();
        return hello.preSharedKey()
                || !hello.tls13()
                        && hello.sessionId().hasRemaining()
                        && hello.sessionId().equals(up.last().sessionId());
    }
}
