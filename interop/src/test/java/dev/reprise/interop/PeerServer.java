package dev.reprise.interop;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A server peer that runs until it is closed. */
final class PeerServer implements AutoCloseable {
    private final PeerProcess process;
    private final int port;
    private final Function<List<String>, List<Seen>> judge;
    private @Nullable WireTap tap;
    private boolean silent;

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

    /** The same for a server that does not tell whether it resumed: the wire tells instead, and where the server is silent, all. */
    static PeerServer tapped(
            PeerProcess process,
            ToIntFunction<PeerProcess> port,
            Function<List<String>, List<Seen>> judge,
            boolean silent) {
        PeerServer server = of(process, port, judge);
        server.silent = silent;
        server.tap = WireTap.to(server.port);
        return server;
    }

    int port() {
        return tap != null ? tap.port() : port;
    }

    /** Waits until the server has reported that many connections. */
    List<Seen> await(int connections) {
        if (tap == null) {
            return awaitTold(connections);
        }
        List<Seen> wire = tap.await(connections);
        return silent ? wire : agreed(awaitTold(connections), wire);
    }

    private List<Seen> awaitTold(int connections) {
        return process.await(connections + " connections", lines -> {
            List<Seen> seen = judge.apply(lines);
            return seen.size() >= connections ? Optional.of(seen) : Optional.empty();
        });
    }

    private static List<Seen> agreed(List<Seen> told, List<Seen> wire) {
        return IntStream.range(0, told.size())
                .mapToObj(i -> told.get(i).resumed(wire.get(i).resumed()))
                .toList();
    }

    @Override
    public void close() {
        if (tap != null) {
            tap.close();
        }
        process.close();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
