package dev.reprise.internal.jsse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The TCP socket under a TLS connection, with what was read from it before; and whether the application has closed what is above. */
final class Transport {
    private final Socket socket;
    private final @Nullable InputStream consumed;
    private volatile boolean closed;

    /** @param consumed bytes that were read from the socket already, and come first; null if there are none */
    Transport(Socket socket, @Nullable InputStream consumed) {
        this.socket = socket;
        this.consumed = consumed;
    }

    InputStream input() throws IOException {
        return consumed != null && consumed.available() > 0 ? consumed : socket.getInputStream();
    }

    OutputStream output() throws IOException {
        return socket.getOutputStream();
    }

    /** Something that waits for bytes of the peer. */
    @FunctionalInterface
    interface Waiting {
        /** @return false at the end */
        boolean run() throws IOException;
    }

    /**
     * Waits no longer than that for the peer, whatever the socket's own time-out is.
     *
     * @return false at the end, and if nothing came in time
     */
    boolean within(Duration patience, Waiting waiting) throws IOException {
        int timeout = socket.getSoTimeout();
        socket.setSoTimeout((int) Math.max(1, Math.min(patience.toMillis(), Integer.MAX_VALUE)));
        try {
            return waiting.run();
        } catch (SocketTimeoutException over) {
            return false;
        } finally {
            socket.setSoTimeout(timeout);
        }
    }

    /** How long the end may wait for a writer, in seconds: the time to linger, one if none is set. */
    int linger() throws SocketException {
        int linger = socket.getSoLinger();
        return linger >= 0 ? linger : 1;
    }

    boolean isUsable() {
        return socket.isConnected() && !socket.isClosed();
    }

    /** Nothing is read or written by the application any more. */
    void closeAbove() {
        closed = true;
    }

    boolean isClosedAbove() {
        return closed;
    }

    void requireOpen() throws SocketException {
        if (closed) {
            throw new SocketException("Socket closed");
        }
    }

    void close() throws IOException {
        socket.close();
    }
}
