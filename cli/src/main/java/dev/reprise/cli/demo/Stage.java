package dev.reprise.cli.demo;

import dev.reprise.FleetSecret;
import dev.reprise.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the demo takes place: a folder that is gone afterwards, the relay, and the processes that run. */
final class Stage implements AutoCloseable {
    /** What the path between clients and nodes takes, one way. */
    static final Duration ONE_WAY = Duration.ofMillis(10);

    /** What clients ask for: the answer is the same bytes from every node. */
    private static final String PAGE = "/hello";

    private final Path folder;
    private final DemoPki pki;
    private final Relay relay;
    private final DemoDatabase database;
    private final Sabotage sabotage;
    private final List<Child> children = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::clear, "reprise-demo-end");

    private Stage(Path folder, DemoPki pki, Relay relay, DemoDatabase database, Sabotage sabotage) {
        this.folder = folder;
        this.pki = pki;
        this.relay = relay;
        this.database = database;
        this.sabotage = sabotage;
    }

    static Stage set(Sabotage sabotage) throws IOException {
        Path folder = Files.createTempDirectory("reprise-demo");
        Stage stage = new Stage(
                folder, DemoPki.make(folder), Relay.start(), DemoDatabase.start(folder.resolve("database")), sabotage);
        Runtime.getRuntime().addShutdownHook(stage.hook);
        FleetSecret.writeNew(stage.file("secret"));
        return stage;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Sabotage sabotage() {
        return sabotage;
    }

    /**
     * A server that runs.
     *
     * @param child its process
     * @param port where it listens
     */
    record Node(Child child, int port) {}

    /** Starts nodes of Reprise that share the fleet's secret and what this mechanism needs, side by side. */
    List<Node> nodes(int count, Mechanism mechanism) throws IOException, InterruptedException {
        List<String> arguments = sabotage == Sabotage.RESUMPTION
                ? nodeArguments()
                : nodeArguments(mechanism.options(file("store"), database.spec()));
        return start("a node", Main.class, Collections.nCopies(count, arguments));
    }

    /** Starts nodes that share the fleet's secret, side by side, one with each of these options. */
    List<Node> differentNodes(String[]... options) throws IOException, InterruptedException {
        List<List<String>> arguments = new ArrayList<>();
        for (String[] each : options) {
            arguments.add(nodeArguments(each));
        }
        return start("a node", Main.class, arguments);
    }

    private List<String> nodeArguments(String... options) {
        List<String> arguments = new ArrayList<>(List.of("serve", "0", "--json"));
        arguments.addAll(List.of("--cert", pki.chain().toString()));
        arguments.addAll(List.of("--key", pki.key().toString()));
        arguments.addAll(List.of("--secret", file("secret").toString()));
        arguments.addAll(List.of(options));
        if (sabotage == Sabotage.RESUMPTION) {
            arguments.addAll(List.of("--no-tickets", "--store", "none"));
        }
        return arguments;
    }

    /** Starts nodes whose TLS is the JDK's own, side by side. */
    List<Node> jdkNodes(int count) throws IOException, InterruptedException {
        return jdkNodes(count, List.of());
    }

    /** Starts a node whose TLS is the JDK's own. */
    Node jdkNode() throws IOException, InterruptedException {
        return jdkNodes(1).get(0);
    }

    /** The same whose sessions may be resumed for so long. */
    Node jdkNode(Duration lifetime) throws IOException, InterruptedException {
        return jdkNodes(1, List.of(String.valueOf(lifetime.toSeconds()))).get(0);
    }

    private List<Node> jdkNodes(int count, List<String> more) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of(pki.chain().toString(), pki.key().toString()));
        arguments.addAll(more);
        return start("a node of the JDK's", JdkNode.class, Collections.nCopies(count, arguments));
    }

    private List<Node> start(String name, Class<?> main, List<List<String>> argumentsOfEach)
            throws IOException, InterruptedException {
        List<Child> started = new ArrayList<>();
        for (List<String> arguments : argumentsOfEach) {
            Child child = Child.start(name, main, arguments);
            children.add(child);
            started.add(child);
        }
        List<Node> nodes = new ArrayList<>();
        for (Child child : started) {
            Map<String, @Nullable Object> line = child.line();
            if (!(line.get("port") instanceof Long port)) {
                throw new IOException(name + " says " + line + " instead of where it listens");
            }
            nodes.add(new Node(child, port.intValue()));
        }
        return nodes;
    }

    /** Stops a node, as an operator would, and waits for its end. */
    void stop(Node node) throws IOException, InterruptedException {
        node.child().stop();
        children.remove(node.child());
    }

    void stop(List<Node> nodes) throws IOException, InterruptedException {
        for (Node node : nodes) {
            stop(node);
        }
    }

    /** One connection of a client process of its own, which keeps its sessions in this file. */
    Meeting connect(Mechanism mechanism, Node node, Path session) throws IOException, InterruptedException {
        List<String> options =
                new ArrayList<>(List.of("--tls", mechanism.version().number()));
        if (!mechanism.hasTickets()) {
            options.add("--no-tickets");
        }
        return meet(node, client(session, options));
    }

    /** The same with TLS 1.3. */
    Meeting connect(Node node, Path session) throws IOException, InterruptedException {
        return connect(Mechanism.STATELESS, node, session);
    }

    /** The same with a client that offers the file's sessions against the rules. */
    Meeting lie(Node node, Path session, LyingClient.Lie lie) throws IOException, InterruptedException {
        return meet(node, lyingClient(session, lie));
    }

    private Meeting meet(Node node, Start client) throws IOException, InterruptedException {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        Passage wire = watch(node, client, told);
        return new Meeting(wire, told, node.child().line());
    }

    /** One connection of Reprise's client to a node of the JDK's, which says less. */
    Passage jdkMeets(Node node, Path session) throws IOException, InterruptedException {
        return watch(node, client(session, List.of()), new LinkedHashMap<>());
    }

    /** The same with a client that offers the file's sessions against the rules. */
    Passage jdkMeets(Node node, Path session, LyingClient.Lie lie) throws IOException, InterruptedException {
        return watch(node, lyingClient(session, lie), new LinkedHashMap<>());
    }

    /** One connection of a client process whose TLS is the JDK's own, to a node of the JDK's. */
    Passage jdkConnect(Mechanism.Version version, Node node) throws IOException, InterruptedException {
        return watch(node, jdkClient(version, 1, Duration.ZERO), new LinkedHashMap<>());
    }

    /** The second of two connections of such a client, so long after the first. */
    Passage jdkConnectTwice(Node node, Duration between) throws IOException, InterruptedException {
        relay.lead(ONE_WAY, node.port());
        try (Child client = jdkClient(Mechanism.Version.TLS13, 2, between).start()) {
            client.line();
            relay.next();
            client.line();
            client.awaitSuccess();
            return relay.next();
        }
    }

    @FunctionalInterface
    private interface Start {
        Child start() throws IOException;
    }

    private Passage watch(Node node, Start start, Map<String, @Nullable Object> told)
            throws IOException, InterruptedException {
        relay.lead(ONE_WAY, node.port());
        try (Child client = start.start()) {
            told.putAll(client.line());
            client.awaitSuccess();
            return relay.next();
        }
    }

    private Start client(Path session, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("connect", "127.0.0.1:" + relay.port(), "--json"));
        arguments.addAll(List.of("--sni", DemoPki.NAME));
        arguments.addAll(options);
        arguments.addAll(List.of("--ca", pki.authority().toString()));
        arguments.addAll(List.of("--get", PAGE));
        arguments.addAll(List.of("--session", session.toString()));
        return () -> Child.startBrief("a client", Main.class, arguments);
    }

    private Start lyingClient(Path session, LyingClient.Lie lie) {
        List<String> arguments =
                List.of(String.valueOf(relay.port()), pki.authority().toString(), session.toString(), PAGE, lie.name());
        return () -> Child.startBrief("a lying client", LyingClient.class, arguments);
    }

    private Start jdkClient(Mechanism.Version version, int connections, Duration between) {
        List<String> arguments = List.of(
                String.valueOf(relay.port()),
                pki.authority().toString(),
                PAGE,
                version.jsse(),
                String.valueOf(connections),
                String.valueOf(between.toMillis()));
        return () -> Child.startBrief("a client of the JDK's", JdkClient.class, arguments);
    }

    /** A client process that makes many connections through the relay, as it is told: {@link LoadClient}. */
    Child loadClient(String whose) throws IOException {
        Child child = Child.start(
                whose.equals(LoadClient.JDK) ? "the JDK's own" : "Reprise",
                LoadClient.class,
                List.of(whose, String.valueOf(relay.port()), pki.authority().toString(), PAGE));
        children.add(child);
        return child;
    }

    Relay relay() {
        return relay;
    }

    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already, and clears as well.
        }
    }

    private void clear() {
        children.forEach(Child::close);
        database.close();
        try {
            relay.close();
            remove(folder);
        } catch (IOException | UncheckedIOException e) {
            // The system clears its folder for temporary files.
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** The fields of a passage, for JSON. */
    static Map<String, @Nullable Object> fields(Passage wire) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("resumed", wire.resumed());
        fields.put("offered", wire.offered());
        fields.put("bytes_up", wire.bytesUp());
        fields.put("bytes_down", wire.bytesDown());
        fields.put("first_byte_micros", wire.firstByteMicros());
        return fields;
    }
}
