package dev.reprise.internal.jsse;

/** An engine or a socket of this library: what is behind it can be reached. */
interface Reached {
    Endpoint endpoint();
}
