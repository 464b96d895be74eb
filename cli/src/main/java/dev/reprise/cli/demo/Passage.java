package dev.reprise.cli.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One connection as it passed the relay, read off the wire at the client's end: nothing of it is what client or server say.
 *
 * <p>A round trip is a change of direction: the client has sent something, and waits for what comes back. The bytes of an answer that
 * ends the connection come with the last one.
 */
final class Passage {
    private final HelloReader up = HelloReader.ofClient();
    private final HelloReader down = HelloReader.ofServer();
    private final CountDownLatch directionsLeft = new CountDownLatch(2);
    private final Duration oneWay;
    private long bytesUp;
    private long bytesDown;
    private int roundTrips;
    private boolean clientSpokeLast;
    private long startedNanos;
    private long lastTripNanos;

    /** @param oneWay how long its bytes are under way, in either direction */
    Passage(Duration oneWay) {
        this.oneWay = oneWay;
    }

    /** The client sent these bytes just now. */
    synchronized void fromClient(byte[] bytes, int length) {
        if (bytesUp == 0) {
            startedNanos = System.nanoTime();
        }
        bytesUp += length;
        clientSpokeLast = true;
        up.add(bytes, length);
    }

    /** The client is given these bytes now. */
    synchronized void toClient(byte[] bytes, int length) {
        if (clientSpokeLast) {
            roundTrips++;
            lastTripNanos = System.nanoTime();
            clientSpokeLast = false;
        }
        bytesDown += length;
        down.add(bytes, length);
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

    /**
     * Whether round trips can be counted: on a path that takes no time, an answer may come between two messages of a client that did not
     * wait for it.
     */
    boolean takesTime() {
        return !oneWay.isZero();
    }

    /** How often the client had to wait for the server, until the first byte of the last answer. */
    synchronized int roundTrips() {
        return roundTrips;
    }

    /** From the client's first byte to the first of the last answer. */
    synchronized long firstByteMicros() {
        return (lastTripNanos - startedNanos) / 1_000;
    }

    /** Whether the client's last hello offered a session, by what the hello says in the clear. */
    synchronized boolean offered() {
        return up.preSharedKey();
    }

    /** Whether the server's hello took a session, by what the hello says in the clear. */
    synchronized boolean resumed() {
        return down.preSharedKey();
    }
}
