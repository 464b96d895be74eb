package dev.reprise.cli.demo;

import dev.reprise.cli.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a connection costs where processes have run for a while: many of one client process, each to the other node in turn. */
final class Load {
    /** With the system property {@code reprise.demo.brief} the demo only shows that it works: what it measures means little. */
    private static final boolean BRIEF = Boolean.getBoolean("reprise.demo.brief");

    /** For so long connections are made that are not measured: the code is compiled meanwhile, and caches are filled. */
    private static final Duration WARMING = BRIEF ? Duration.ZERO : Duration.ofMillis(1_500);

    /** How many connections are asked for at once while it is not known how many there will be; so many there are at least. */
    private static final int BATCH = BRIEF ? 3 : 10;

    private static final int MEASURED = BRIEF ? 5 : 100;

    /** Over a path that takes its time, so that round trips can be counted. */
    private static final int SLOW = BRIEF ? 3 : 8;

    private final Stage stage;
    private final Report report;
    private final List<Cost> reprise = new ArrayList<>();
    private final Map<Mechanism.Version, Cost> full = new EnumMap<>(Mechanism.Version.class);
    private final List<Cost> jdk = new ArrayList<>();
    private @Nullable Child client;

    Load(Stage stage, Report report) {
        this.stage = stage;
        this.report = report;
    }

    /**
     * What one connection cost, as the mean of many.
     *
     * @param version of the protocol
     * @param what was measured
     * @param resumed how many of {@link #MEASURED} resumed, read off the wire
     * @param warmed how many connections there were before, at the same nodes
     * @param roundTrips until the first byte of the answer
     * @param up bytes from the client, of the whole connection
     * @param down bytes to the client, of the whole connection
     * @param nodeMicros of processor time, of both nodes together
     */
    private record Cost(
            Mechanism.Version version,
            String what,
            int resumed,
            int warmed,
            int roundTrips,
            long up,
            long down,
            double nodeMicros,
            double clientMicros,
            double micros) {
        double cpu() {
            return nodeMicros + clientMicros;
        }

        double bytes() {
            return (double) up + down;
        }
    }

    /** Full handshakes and resumed ones at these two nodes. */
    void reprise(Mechanism mechanism, List<Stage.Node> nodes) throws IOException, InterruptedException {
        Child sameForAll = client;
        if (sameForAll == null) {
            sameForAll = stage.loadClient(LoadClient.REPRISE);
            client = sameForAll;
        }
        Mechanism.Version version = mechanism.version();
        if (!full.containsKey(version)) {
            String what = version.title() + ", full handshake";
            Cost cost = measure(version, what, LoadClient.Keeping.NOTHING, sameForAll, nodes);
            reprise.add(cost);
            full.put(version, cost);
            report.check(
                    what + ", one after the other: " + cost.resumed + " of " + MEASURED + " resumed",
                    cost.resumed == 0);
        }
        LoadClient.Keeping keeping =
                mechanism.hasTickets() ? LoadClient.Keeping.SESSIONS : LoadClient.Keeping.SESSIONS_WITHOUT_TICKETS;
        Cost cost = measure(version, mechanism.title(), keeping, sameForAll, nodes);
        reprise.add(cost);
        report.check(
                mechanism.title() + ", one after the other: " + cost.resumed + " of " + MEASURED + " resumed",
                cost.resumed == MEASURED);
    }

    /** What the JDK's own provider makes of the same, and what it can do where client and node stay the same. */
    void jdk(Mechanism.Version version, List<Stage.Node> nodes) throws IOException, InterruptedException {
        try (Child jdkClient = stage.loadClient(LoadClient.JDK)) {
            LoadClient.Keeping keeping = LoadClient.Keeping.SESSIONS;
            String name = version.title();
            jdk.add(measure(version, name + ", to the other node each time", keeping, jdkClient, nodes));
            jdk.add(measure(version, name + ", always to the same node", keeping, jdkClient, nodes.subList(0, 1)));
        }
    }

    private Cost measure(
            Mechanism.Version version, String what, LoadClient.Keeping keeping, Child client, List<Stage.Node> nodes)
            throws IOException, InterruptedException {
        report.progress((client.name() + ", " + what + ": " + MEASURED + " connections")
                + (BRIEF ? "" : ", after " + WARMING.toMillis() / 1e3 + " s to warm up"));
        stage.relay().lead(Duration.ZERO, nodes.stream().map(Stage.Node::port).toArray(Integer[]::new));
        client.tell(LoadClient.order(version, keeping));
        int warmed = 0;
        for (long end = System.nanoTime() + WARMING.toNanos(); warmed < BATCH || System.nanoTime() < end; ) {
            connect(client, BATCH);
            warmed += BATCH;
        }
        Duration nodesBefore = cpu(nodes);
        Duration clientBefore = client.cpu();
        long begun = System.nanoTime();
        List<Passage> wires = connect(client, MEASURED);
        double micros = (System.nanoTime() - begun) / 1e3;
        Duration nodesUsed = cpu(nodes).minus(nodesBefore);
        Duration clientUsed = client.cpu().minus(clientBefore);
        stage.relay().delay(Stage.ONE_WAY);
        // The fewest: a process that was kept from running for long lets what it did not wait for come in too early.
        int roundTrips = connect(client, SLOW).stream()
                .mapToInt(Passage::roundTrips)
                .min()
                .orElseThrow();
        nodes.forEach(node -> node.child().forgetLines());
        Cost cost = new Cost(
                version,
                what,
                (int) wires.stream().filter(Passage::resumed).count(),
                warmed,
                roundTrips,
                wires.stream().mapToLong(Passage::bytesUp).sum() / MEASURED,
                wires.stream().mapToLong(Passage::bytesDown).sum() / MEASURED,
                nodesUsed.toNanos() / 1e3 / MEASURED,
                clientUsed.toNanos() / 1e3 / MEASURED,
                micros / MEASURED);
        report.line("load", fields(client.name(), cost));
        return cost;
    }

    private List<Passage> connect(Child client, int connections) throws IOException, InterruptedException {
        client.tell(String.valueOf(connections));
        List<Passage> wires = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            client.line();
            wires.add(stage.relay().next());
        }
        return wires;
    }

    private static Duration cpu(List<Stage.Node> nodes) {
        return nodes.stream().map(node -> node.child().cpu()).reduce(Duration.ZERO, Duration::plus);
    }

    private static Map<String, @Nullable Object> fields(String client, Cost cost) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("what", client + ", " + cost.what);
        fields.put("connections", MEASURED);
        fields.put("connections_before", cost.warmed);
        fields.put("resumed", cost.resumed);
        fields.put("round_trips", cost.roundTrips);
        fields.put("bytes_up", cost.up);
        fields.put("bytes_down", cost.down);
        fields.put("node_cpu_micros", Math.round(cost.nodeMicros));
        fields.put("client_cpu_micros", Math.round(cost.clientMicros));
        fields.put("micros", Math.round(cost.micros));
        return fields;
    }

    /** The table for people. */
    void tell() {
        Table table = new Table("", "resumed", "round trips", "up", "down", "CPU of nodes", "CPU of client", "time");
        table.section("Reprise, to the other node each time");
        reprise.forEach(cost -> add(table, cost));
        table.section("the JDK's own provider");
        jdk.forEach(cost -> add(table, cost));
        report.text("What one connection costs: the mean of " + MEASURED + " of one client process, one after the other"
                + (BRIEF ? "" : ",\nafter " + WARMING.toMillis() / 1e3 + " s of such connections to warm up") + "\n\n"
                + table + "\n\n" + savings());
    }

    private static void add(Table table, Cost cost) {
        table.row(
                "  " + cost.what,
                cost.resumed + "/" + MEASURED,
                String.valueOf(cost.roundTrips),
                String.valueOf(cost.up),
                String.valueOf(cost.down),
                millis(cost.nodeMicros),
                millis(cost.clientMicros),
                millis(cost.micros));
    }

    private String savings() {
        StringBuilder text = new StringBuilder("A resumed connection needs no certificate and no signature. Here:");
        for (Cost cost : reprise) {
            Cost full = this.full.get(cost.version);
            if (cost.resumed > 0 && full != null) {
                text.append("\n  ")
                        .append(cost.what)
                        .append(": CPU ")
                        .append(change(full.cpu(), cost.cpu()))
                        .append(", bytes ")
                        .append(change(full.bytes(), cost.bytes()))
                        .append(", time ")
                        .append(change(full.micros, cost.micros))
                        .append(" against a full handshake");
            }
        }
        return text.toString();
    }

    private static String change(double from, double to) {
        return from == 0 ? "?" : String.format(Locale.ROOT, "%+.0f %%", (to / from - 1) * 100);
    }

    private static String millis(double micros) {
        return String.format(Locale.ROOT, "%.2f ms", micros / 1e3);
    }
}
