package dev.reprise;

/**
 * Hears how handshakes end. Called on the thread that ended one, so it must not wait long; outside of the connection's locks, so that it and
 * others may use the connection meanwhile. What it throws is logged once ({@code dev.reprise.handshake}) and goes no further.
 */
@FunctionalInterface
public interface HandshakeListener {
    void handshake(HandshakeEvent event);
}
