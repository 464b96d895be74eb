package dev.reprise.cli.demo;

import dev.reprise.FleetSecret;
import dev.reprise.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    private final Sabotage sabotage;
    private final List<Child> children = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::clear, "reprise-demo-end");

    private Stage(Path folder, DemoPki pki, Relay relay, Sabotage sabotage) {
        this.folder = folder;
        this.pki = pki;
        this.relay = relay;
        this.sabotage = sabotage;
    }

    static Stage set(Sabotage sabotage) throws IOException {
        Path folder = Files.createTempDirectory("reprise-demo");
        Stage stage = new Stage(folder, DemoPki.make(folder), Relay.start(), sabotage);
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

    /** Starts nodes of Reprise that share the fleet's secret, side by side, each with these options too. */
    List<Node> nodes(int count, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("serve", "0", "--json"));
        arguments.addAll(List.of("--cert", pki.chain().toString()));
        arguments.addAll(List.of("--key", pki.key().toString()));
        arguments.addAll(List.of("--secret", file("secret").toString()));
        arguments.addAll(List.of(options));
        if (sabotage == Sabotage.RESUMPTION) {
            arguments.addAll(List.of("--no-tickets", "--store", "none", "--tls13-tickets", "stateless"));
        }
        return start(count, "a node", Main.class, arguments);
    }

    Node node(String... options) throws IOException, InterruptedException {
        return nodes(1, options).get(0);
    }

    /** Starts nodes whose TLS is the JDK's own, side by side. */
    List<Node> jdkNodes(int count) throws IOException, InterruptedException {
        return start(
                count,
                "a node of the JDK's",
                JdkNode.class,
                List.of(pki.chain().toString(), pki.key().toString()));
    }

    private List<Node> start(int count, String name, Class<?> main, List<String> arguments)
            throws IOException, InterruptedException {
        List<Child> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
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
    Meeting connect(Node node, Path session, String serverName) throws IOException, InterruptedException {
        return meet(node, () -> briefClient(serverName, "--session", session.toString()));
    }

    /** The same with a client that offers the file's sessions under another name. */
    Meeting lie(Node node, Path session) throws IOException, InterruptedException {
        return meet(
                node,
                () -> Child.startBrief(
                        "a lying client",
                        LyingClient.class,
                        List.of(String.valueOf(relay.port()), pki.authority().toString(), session.toString(), PAGE)));
    }

    @FunctionalInterface
    private interface Start {
        Child start() throws IOException;
    }

    private Meeting meet(Node node, Start start) throws IOException, InterruptedException {
        relay.lead(ONE_WAY, node.port());
        try (Child client = start.start()) {
            Passage wire = relay.next();
            Map<String, @Nullable Object> told = client.line();
            client.awaitSuccess();
            return new Meeting(wire, told, node.child().line());
        }
    }

    /** The same with the JDK's own TLS on both sides, which says less. */
    Passage jdkConnect(Node node) throws IOException, InterruptedException {
        relay.lead(ONE_WAY, node.port());
        try (Child client = Child.startBrief("a client of the JDK's", JdkClient.class, jdkArguments(1))) {
            Passage wire = relay.next();
            client.line();
            client.awaitSuccess();
            return wire;
        }
    }

    /** A client process of Reprise that connects through the relay, many times. */
    Child client(String serverName, String... options) throws IOException {
        return Child.start("a client", Main.class, arguments(serverName, options));
    }

    private Child briefClient(String serverName, String... options) throws IOException {
        return Child.startBrief("a client", Main.class, arguments(serverName, options));
    }

    private List<String> arguments(String serverName, String... options) {
        List<String> arguments = new ArrayList<>(List.of("connect", "127.0.0.1:" + relay.port(), "--json"));
        arguments.addAll(List.of("--sni", serverName));
        arguments.addAll(List.of("--ca", pki.authority().toString()));
        arguments.addAll(List.of("--get", PAGE));
        arguments.addAll(List.of(options));
        return arguments;
    }

    /** A client process of the JDK's own TLS that makes so many connections through the relay. */
    Child jdkClient(int connections) throws IOException {
        return Child.start("a client of the JDK's", JdkClient.class, jdkArguments(connections));
    }

    private List<String> jdkArguments(int connections) {
        return List.of(String.valueOf(relay.port()), pki.authority().toString(), String.valueOf(connections), PAGE);
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
