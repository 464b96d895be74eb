package dev.reprise.cli.demo;

import dev.reprise.cli.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a connection costs once everything is warm: many of one client process, each to the other node in turn. */
final class Load {
    /** With the system property {@code reprise.demo.brief} the demo only shows that it works: what it measures means little. */
    private static final boolean BRIEF = Boolean.getBoolean("reprise.demo.brief");

    /** Connections until the code is compiled and caches are filled; they are not measured. */
    private static final int WARMING = BRIEF ? 2 : 80;

    private static final int MEASURED = BRIEF ? 6 : 100;

    /** Over a path that takes its time, so that round trips can be counted; and so that the client can be asked what it used before. */
    private static final int TRAILING = 12;

    private final Stage stage;
    private final Report report;
    private final Table table =
            new Table("", "resumed", "round trips", "bytes up", "bytes down", "CPU of nodes", "CPU of client", "time");

    Load(Stage stage, Report report) {
        this.stage = stage;
        this.report = report;
    }

    /** Full handshakes and resumed ones at these two nodes. */
    void reprise(Mechanism mechanism, List<Stage.Node> nodes) throws IOException, InterruptedException {
        if (mechanism == Mechanism.STATELESS) {
            try (Child client = client("--no-tickets")) {
                Cost cost = measure("Reprise, full handshakes", client, nodes);
                report.check("full handshakes one after the other: " + cost.resumed + " resumed", cost.resumed == 0);
            }
        }
        try (Child client = client()) {
            Cost cost = measure("Reprise, " + mechanism.title(), client, nodes);
            report.check(
                    mechanism.title() + ", one after the other: " + cost.resumed + " of " + MEASURED + " resumed",
                    cost.resumed == MEASURED);
        }
    }

    /** What the JDK's own provider makes of the same, and what it can do where client and node stay the same. */
    void jdk(List<Stage.Node> nodes) throws IOException, InterruptedException {
        try (Child client = stage.jdkClient(WARMING + MEASURED + TRAILING)) {
            measure("the JDK's own, the same scenario", client, nodes);
        }
        try (Child client = stage.jdkClient(WARMING + MEASURED + TRAILING)) {
            measure("the JDK's own, always the same node", client, nodes.subList(0, 1));
        }
    }

    /** The table for people. */
    void tell() {
        report.text("\nWhat one connection costs, warm: the mean of " + MEASURED
                + " connections of one process, each to the other node in turn\n\n" + table);
    }

    private Child client(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--reconnect", String.valueOf(WARMING + MEASURED + TRAILING - 1)));
        return stage.client(DemoPki.NAME, all.toArray(String[]::new));
    }

    /**
     * What one connection cost, as the mean of many.
     *
     * @param resumed how many of all resumed, read off the wire
     * @param roundTrips until the first byte of the answer
     * @param up bytes from the client, of the whole connection
     * @param down bytes to the client, of the whole connection
     */
    private record Cost(
            int resumed, int roundTrips, double nodeMicros, double clientMicros, double micros, long up, long down) {}

    private Cost measure(String what, Child client, List<Stage.Node> nodes) throws IOException, InterruptedException {
        report.progress("load: " + what);
        List<Stage.Node> silent = new ArrayList<>(nodes);
        stage.relay().lead(Duration.ZERO, nodes.stream().map(Stage.Node::port).toArray(Integer[]::new));
        skip(client, WARMING);
        Duration nodesBefore = cpu(silent);
        Duration clientBefore = client.cpu();
        long begun = System.nanoTime();
        int resumed = 0;
        long up = 0;
        long down = 0;
        for (int i = 0; i < MEASURED; i++) {
            client.line();
            Passage wire = stage.relay().next();
            resumed += wire.resumed() ? 1 : 0;
            up += wire.bytesUp();
            down += wire.bytesDown();
        }
        double micros = (System.nanoTime() - begun) / 1e3;
        Duration nodesUsed = cpu(silent).minus(nodesBefore);
        Duration clientUsed = client.cpu().minus(clientBefore);
        int roundTrips = roundTrips(client);
        client.awaitSuccess();
        nodes.forEach(node -> node.child().forgetLines());
        Cost cost = new Cost(
                resumed,
                roundTrips,
                nodesUsed.toNanos() / 1e3 / MEASURED,
                clientUsed.toNanos() / 1e3 / MEASURED,
                micros / MEASURED,
                up / MEASURED,
                down / MEASURED);
        tell(what, cost);
        return cost;
    }

    /** The fewest of several connections: a process that was kept from running in between lets an answer come in too early. */
    private int roundTrips(Child client) throws IOException, InterruptedException {
        stage.relay().delay(Stage.ONE_WAY);
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < TRAILING; i++) {
            client.line();
            Passage wire = stage.relay().next();
            fewest = wire.takesTime() ? Math.min(fewest, wire.roundTrips()) : fewest;
        }
        return fewest;
    }

    private void skip(Child client, int connections) throws IOException, InterruptedException {
        for (int i = 0; i < connections; i++) {
            client.line();
            stage.relay().next();
        }
    }

    private static Duration cpu(List<Stage.Node> nodes) {
        return nodes.stream().map(node -> node.child().cpu()).reduce(Duration.ZERO, Duration::plus);
    }

    private void tell(String what, Cost cost) {
        table.row(
                what,
                cost.resumed + "/" + MEASURED,
                String.valueOf(cost.roundTrips),
                String.valueOf(cost.up),
                String.valueOf(cost.down),
                millis(cost.nodeMicros),
                millis(cost.clientMicros),
                millis(cost.micros));
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("what", what);
        fields.put("connections", MEASURED);
        fields.put("resumed", cost.resumed);
        fields.put("round_trips", cost.roundTrips);
        fields.put("node_cpu_micros", Math.round(cost.nodeMicros));
        fields.put("client_cpu_micros", Math.round(cost.clientMicros));
        fields.put("micros", Math.round(cost.micros));
        fields.put("bytes_up", cost.up);
        fields.put("bytes_down", cost.down);
        report.line("load", fields);
    }

    private static String millis(double micros) {
        return String.format(Locale.ROOT, "%.2f ms", micros / 1e3);
    }
}
