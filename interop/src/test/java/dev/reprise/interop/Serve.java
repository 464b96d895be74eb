package dev.reprise.interop;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A {@code reprise serve --json} that runs until it is closed. */
public final class Serve implements AutoCloseable {
    private final PeerProcess process;
    private final int port;
    private int told;
    private volatile boolean ending;

    private Serve(PeerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static Serve start(List<String> command) {
        PeerProcess process = PeerProcess.start("reprise serve", command);
        try {
            return new Serve(process, process.await("its port", Serve::port));
        } catch (PeerFailure e) {
            process.close();
            throw e;
        }
    }

    private static Optional<Integer> port(List<String> lines) {
        return lines.stream()
                .map(Json::line)
                .filter(line -> "listening".equals(line.get("event")))
                .map(line -> ((Long) line.get("port")).intValue())
                .findFirst();
    }

    public int port() {
        return port;
    }

    /**
     * Waits for the next so many handshakes, those that no call before has told of, and tells of them in the order of their
     * connections: a client may have resumed before the server told of the handshake that it resumed.
     */
    public List<Handshake> next(int number) {
        List<Handshake> ended = process.await(number + " more handshakes", lines -> {
            List<Handshake> all = RepriseCli.handshakes(lines);
            return all.size() >= told + number ? Optional.of(all.subList(told, told + number)) : Optional.empty();
        });
        told += number;
        return ended.stream()
                .sorted(Comparator.comparingLong(handshake -> handshake.number("connection")))
                .toList();
    }

    /** Waits until it has told of so many handshakes in all that went well. */
    public void awaitOk(long number) {
        process.await(number + " handshakes", lines -> {
            long ok =
                    RepriseCli.handshakes(lines).stream().filter(Handshake::ok).count();
            return ok >= number ? Optional.of(ok) : Optional.empty();
        });
    }

    /** Forgets what no call has told of, which a test that failed may have left behind. */
    void forget() {
        told = RepriseCli.handshakes(process.output()).size();
    }

    /** All that it has told of. */
    public List<Handshake> handshakes() {
        return RepriseCli.handshakes(process.output());
    }

    /** Whether it has been told to end, by SIGTERM or for good, or has ended: who asks it need not be served. */
    public boolean endsSoon() {
        return ending || !process.isAlive();
    }

    /** SIGTERM. */
    public void terminate() {
        ending = true;
        process.terminate();
    }

    public PeerProcess.Ended awaitEnd() {
        return process.awaitEnd();
    }

    @Override
    public void close() {
        ending = true;
        process.close();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
