package dev.reprise.interop.frameworks;

import dev.reprise.interop.Handshake;
import dev.reprise.interop.Json;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.RepriseCli;
import java.util.List;
import java.util.Optional;

/** A {@link NodeMain} that runs until it is closed. */
final class Node implements AutoCloseable {
    private final PeerProcess process;
    private int reloads;
    private int told;

    private Node(PeerProcess process) {
        this.process = process;
    }

    /** Starts one; whoever asks for its port waits for it. */
    static Node start(Framework framework, NodeOptions options) {
        return new Node(PeerProcess.start(
                framework.name(), RepriseCli.java(NodeMain.class, framework.name() + " " + line(options))));
    }

    int port() {
        return process.await(
                "its port",
                lines -> lines.stream()
                        .map(Json::line)
                        .filter(line -> "listening".equals(line.get("event")))
                        .map(line -> ((Long) line.get("port")).intValue())
                        .findFirst());
    }

    /** Has it go on with other options; what it shares with other nodes stays. */
    void reload(NodeOptions options) {
        process.send(line(options) + "\n");
        reloads++;
        process.await(
                "a reload",
                lines -> lines.stream()
                                        .filter(line -> "reloaded"
                                                .equals(Json.line(line).get("event")))
                                        .count()
                                >= reloads
                        ? Optional.of(true)
                        : Optional.empty());
    }

    /** Waits for the next handshake that it tells of. */
    Handshake next() {
        Handshake next = process.await("a handshake", lines -> {
            List<Handshake> all = RepriseCli.handshakes(lines);
            return all.size() > told ? Optional.of(all.get(told)) : Optional.empty();
        });
        told++;
        return next;
    }

    private static String line(NodeOptions options) {
        return options.secret() + " " + options.certificate() + " " + options.key() + " "
                + (options.clientCa() == null ? "-" : options.clientCa());
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
