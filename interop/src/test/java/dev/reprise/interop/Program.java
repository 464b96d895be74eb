package dev.reprise.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A small program of ours on somebody else's TLS library, client and server in one. All of them take the same options
 * and report each connection, and where they listen, as a JSON line.
 */
abstract sealed class Program implements ClientPeer, ServerPeer permits Node, Python, Go, Jdk, Conscrypt {
    private final String name;

    Program(String name) {
        this.name = name;
    }

    /** What starts the program; its own arguments follow. */
    abstract List<String> command();

    /** The program's names of suites. */
    String suite(String name) {
        return name;
    }

    /** What the library takes from its environment rather than from a call. */
    Map<String, String> environment(List<String> suites, List<String> groups) {
        return Map.of();
    }

    /** Whether a server's word on that is worth something. */
    boolean serverTellsResumption() {
        return true;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final List<Seen> visit(ClientOptions options) {
        List<String> command = new ArrayList<>(command());
        command.add("client");
        add(command, "port", Integer.toString(options.port()));
        add(command, "name", options.serverName());
        add(command, "connections", Integer.toString(options.connections()));
        add(command, "ca", options.ca().toString());
        if (!options.tickets()) {
            add(command, "tickets", "no");
        }
        if (options.session() != null) {
            add(command, "session", options.session().toString());
        }
        addCommon(command, options.protocol(), options.suites(), options.groups(), options.alpn());
        addIdentity(command, options.identity());
        PeerProcess.Ended ended = PeerProcess.run(name, command, environment(options.suites(), options.groups()), "");
        List<Seen> seen = judge(ended.output());
        if (ended.status() != 0 || seen.size() != options.connections()) {
            throw new PeerFailure(name + " ended with " + ended.status(), ended.toString());
        }
        return seen;
    }

    @Override
    public final PeerServer serve(ServerOptions options) {
        List<String> command = new ArrayList<>(command());
        command.add("server");
        if (options.clientCa() != null) {
            add(command, "ca", options.clientCa().toString());
        }
        addCommon(command, options.protocol(), options.suites(), options.groups(), options.alpn());
        addIdentity(command, options.credential());
        PeerProcess process = PeerProcess.start(name, command, environment(options.suites(), options.groups()));
        ToIntFunction<PeerProcess> port = running -> running.await("its port", Program::port);
        return serverTellsResumption()
                ? PeerServer.of(process, port, Program::judge)
                : PeerServer.tapped(process, port, Program::judge, false);
    }

    private void addCommon(
            List<String> command, String protocol, List<String> suites, List<String> groups, List<String> alpn) {
        add(command, "protocol", protocol);
        add(command, "suites", suites.stream().map(this::suite).collect(Collectors.joining(",")));
        add(command, "groups", String.join(",", groups));
        add(command, "alpn", String.join(",", alpn));
    }

    private static void addIdentity(List<String> command, @Nullable Credential identity) {
        if (identity != null) {
            add(command, "cert", identity.certificate().toString());
            add(command, "key", identity.key().toString());
        }
    }

    private static void add(List<String> command, String option, String value) {
        if (!value.isEmpty()) {
            command.add("--" + option);
            command.add(value);
        }
    }

    private static Optional<Integer> port(List<String> lines) {
        return lines.stream()
                .map(Json::line)
                .filter(line -> "listening".equals(line.get("event")))
                .map(line -> ((Long) line.get("port")).intValue())
                .findFirst();
    }

    private static List<Seen> judge(List<String> lines) {
        return lines.stream()
                .map(Json::line)
                .filter(line -> "connection".equals(line.get("event")))
                .map(line -> new Seen(
                        Boolean.TRUE.equals(line.get("resumed")),
                        (String) line.get("protocol"),
                        Suites.fromOpenSsl((String) line.get("cipher")),
                        Seen.group((String) line.get("group")),
                        (String) line.get("alpn"),
                        (String) line.get("peer"),
                        null))
                .toList();
    }

    /** A program of the test resources, where Maven has put it. */
    static String resource(String file) {
        return Machine.testClasses().resolve("peers").resolve(file).toString();
    }

    @Override
    public final String toString() {
        return name;
    }
}
