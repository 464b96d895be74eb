package dev.reprise.interop;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** A server peer that runs until it is closed. */
final class PeerServer implements AutoCloseable {
    private final PeerProcess process;
    private final int port;
    private final Function<List<String>, List<Seen>> judge;

    private PeerServer(PeerProcess process, int port, Function<List<String>, List<Seen>> judge) {
        this.process = process;
        this.port = port;
        this.judge = judge;
    }

    /**
     * Takes over a server that is starting.
     *
     * @param port waits until the server listens, and says where
     * @param judge reads the connections off the server's output
     */
    static PeerServer of(
            PeerProcess process, ToIntFunction<PeerProcess> port, Function<List<String>, List<Seen>> judge) {
        try {
            return new PeerServer(process, port.applyAsInt(process), judge);
        } catch (PeerFailure e) {
            process.close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    /** Waits until the server has reported that many connections. */
    List<Seen> await(int connections) {
        return process.await(connections + " connections", lines -> {
            List<Seen> seen = judge.apply(lines);
            return seen.size() >= connections ? Optional.of(seen) : Optional.empty();
        });
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
