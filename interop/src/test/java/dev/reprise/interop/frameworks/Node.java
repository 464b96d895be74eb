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
    private final int port;
    private int reloads;
    private int told;

    private Node(PeerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static Node start(Framework framework, NodeOptions options) {
        PeerProcess process = PeerProcess.start(
                framework.name(), RepriseCli.java(NodeMain.class, framework.name() + " " + line(options)));
        try {
            return new Node(process, process.await("its port", Node::port));
        } catch (RuntimeException e) {
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

    int port() {
        return port;
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
