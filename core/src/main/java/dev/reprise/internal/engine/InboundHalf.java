package dev.reprise.internal.engine;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.TrafficKeys;
import dev.reprise.internal.message.HandshakeType;
import dev.reprise.internal.record.HandshakeJoiner;
import dev.reprise.internal.record.RecordReader;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import org.jspecify.annotations.Nullable;

/** The read half: the peer's records, the handshake messages in them, the keys that open them. Guarded by the connection's inbound lock. */
final class InboundHalf {
    /** Key updates that may follow each other without application data; more is a flood. */
    private static final int MAX_IDLE_KEY_UPDATES = 32;

    /** Requests to begin a handshake that are ignored while one is under way: one before each message of a server, and some. */
    private static final int MAX_HELLO_REQUESTS = 16;

    private final RecordReader reader;
    private final HandshakeJoiner joiner;
    private @Nullable CipherSuite suite;
    private @Nullable Secret trafficSecret;
    private int idleKeyUpdates;
    private int helloRequests;
    private boolean updateAsked;
    private boolean done;

    InboundHalf(RecordReader reader, HandshakeJoiner joiner) {
        this.reader = reader;
        this.joiner = joiner;
    }

    RecordReader reader() {
        return reader;
    }

    HandshakeJoiner joiner() {
        return joiner;
    }

    /**
     * The next whole message of a handshake, or null if more records have to come first.
     *
     * @param withoutHelloRequests leaves HelloRequest out, as the transcript of TLS 1.2 does
     */
    byte @Nullable [] nextMessage(boolean withoutHelloRequests) {
        byte[] message = joiner.next();
        while (withoutHelloRequests && message != null && message[0] == HandshakeType.HELLO_REQUEST.code()) {
            if (++helloRequests > MAX_HELLO_REQUESTS) {
                throw new PeerMisbehaved(
                        AlertDescription.UNEXPECTED_MESSAGE, "the server asks for a handshake over and over");
            }
            message = joiner.next();
        }
        return message;
    }

    void install(CipherSuite next, MasterSecret.Keys keys) {
        requireAligned(keys::destroy);
        reader.install(next, keys);
    }

    /** No message is interrupted by the application's data (RFC 9846 section 5.1). */
    void requireUninterrupted() {
        if (!joiner.isAligned()) {
            throw new PeerMisbehaved(
                    AlertDescription.UNEXPECTED_MESSAGE, "application data interrupts a handshake message of the peer");
        }
    }

    /**
     * Whoever is answered has said all that comes before the answer: what a peer says behind it, it cannot mean for this handshake, and would say it
     * without knowing what it is to go on from.
     */
    void requireEndOfFlight() {
        if (!joiner.isAligned()) {
            throw new PeerMisbehaved(
                    AlertDescription.UNEXPECTED_MESSAGE, "the peer goes on with its handshake before it is answered");
        }
    }

    /** No part of a message may come under other keys than the rest of it. */
    void requireAligned() {
        requireAligned(() -> {});
    }

    private void requireAligned(Runnable otherwise) {
        if (!joiner.isAligned()) {
            otherwise.run();
            throw new PeerMisbehaved(
                    AlertDescription.UNEXPECTED_MESSAGE, "a handshake message of the peer crosses a change of keys");
        }
    }

    void install(CipherSuite next, Secret secret) {
        requireAligned(secret::destroy);
        reader.install(next, secret);
        destroySecret();
        suite = next;
        trafficSecret = secret;
    }

    void updateKeys() {
        if (++idleKeyUpdates > MAX_IDLE_KEY_UPDATES) {
            throw new PeerMisbehaved(
                    AlertDescription.UNEXPECTED_MESSAGE, "the peer updates its keys over and over and sends nothing");
        }
        CipherSuite current = suite;
        Secret secret = trafficSecret;
        if (current == null || secret == null) {
            throw new IllegalStateException("keys are updated before there are any");
        }
        updateAsked = false;
        install(current, TrafficKeys.next(current, secret));
    }

    /** @return whether the peer should be asked for new keys: it has protected nearly as much as one key may */
    boolean applicationDataCame() {
        idleKeyUpdates = 0;
        boolean due = reader.keyUpdateDue() && !updateAsked;
        updateAsked |= due;
        return due;
    }

    boolean isDone() {
        return done;
    }

    /** Nothing is read any more. */
    void finish() {
        done = true;
        reader.destroy();
        destroySecret();
    }

    private void destroySecret() {
        if (trafficSecret != null) {
            trafficSecret.destroy();
            trafficSecret = null;
        }
    }
}
