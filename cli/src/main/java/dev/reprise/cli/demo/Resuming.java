package dev.reprise.cli.demo;

import dev.reprise.cli.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The main job: a client that ends and comes back, to the other node, and after a restart. */
final class Resuming {
    private static final String[] STEPS = {"first connection", "back, to the other node", "back, node restarted"};

    private final Stage stage;
    private final Report report;
    private final Map<Mechanism.Version, List<Passage>> jdk = new EnumMap<>(Mechanism.Version.class);
    private final Map<Mechanism, List<Meeting>> stories = new EnumMap<>(Mechanism.class);

    Resuming(Stage stage, Report report) {
        this.stage = stage;
        this.report = report;
    }

    /**
     * What the JDK's own provider does: played once for each version, since in each it knows but one mechanism.
     *
     * @param nodes two; the first is another one afterwards
     */
    void playJdk(Mechanism.Version version, List<Stage.Node> nodes) throws IOException, InterruptedException {
        List<Passage> steps = new ArrayList<>();
        jdk.put(version, steps);
        steps.add(stage.jdkConnect(version, nodes.get(0)));
        steps.add(stage.jdkConnect(version, nodes.get(1)));
        stage.stop(nodes.get(0));
        nodes.set(0, stage.jdkNode());
        steps.add(stage.jdkConnect(version, nodes.get(0)));
    }

    /**
     * A client's story with one mechanism.
     *
     * @param nodes two; the first is another one afterwards
     * @param session where the client keeps its sessions
     * @param copy becomes a copy of that, from after the first connection
     */
    void play(Mechanism mechanism, List<Stage.Node> nodes, Path session, Path copy)
            throws IOException, InterruptedException {
        List<Meeting> steps = new ArrayList<>();
        stories.put(mechanism, steps);
        report.progress(mechanism.title() + ": a client connects to one node, and ends");
        judge(mechanism, steps, stage.connect(mechanism, nodes.get(0), session));
        if (Files.exists(session)) {
            Files.copy(session, copy);
        }
        report.progress(mechanism.title() + ": another process comes back, to the other node");
        judge(mechanism, steps, stage.connect(mechanism, nodes.get(1), session));
        report.progress(mechanism.title() + ": the first node restarts, and a third process comes back to it");
        stage.stop(nodes.get(0));
        nodes.set(0, stage.nodes(1, mechanism).get(0));
        judge(mechanism, steps, stage.connect(mechanism, nodes.get(0), session));
    }

    private void judge(Mechanism mechanism, List<Meeting> steps, Meeting step) {
        int number = steps.size();
        steps.add(step);
        boolean ok = number == 0 ? step.full() : step.resumedBy(mechanism.word());
        report.check(
                mechanism.title() + ", " + STEPS[number] + ": expected " + expected(number) + ", was "
                        + step.node("kind") + " (" + step.node("reason") + ")",
                ok);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("mechanism", mechanism.word());
        fields.put("step", STEPS[number]);
        fields.put("expected", expected(number));
        fields.put("ok", ok);
        fields.put("wire", Stage.fields(step.wire()));
        fields.put("client", step.client());
        fields.put("node", step.node());
        List<Passage> beside = jdk.getOrDefault(mechanism.version(), List.of());
        fields.put("jdk_wire", number < beside.size() ? Stage.fields(beside.get(number)) : null);
        report.line("step", fields);
    }

    private static String expected(int step) {
        return step == 0 ? "full" : "resumed";
    }

    /** The table for people. */
    void tell() {
        String[] columns = {"handshake", "up", "down", "first byte"};
        List<String> heads = new ArrayList<>(List.of("each step a client process of its own"));
        heads.addAll(List.of(columns));
        heads.add("|");
        heads.addAll(List.of(columns));
        Table table = new Table(heads.toArray(String[]::new)).span("Reprise", 1).span("the JDK's own", 6);
        for (Mechanism mechanism : Mechanism.values()) {
            table.section(mechanism.title() + ": " + mechanism.explanation());
            List<Meeting> steps = stories.getOrDefault(mechanism, List.of());
            List<Passage> beside = jdk.getOrDefault(mechanism.version(), List.of());
            for (int i = 0; i < STEPS.length; i++) {
                List<String> row = new ArrayList<>(List.of("  " + STEPS[i]));
                row.addAll(cells(i < steps.size() ? steps.get(i).wire() : null));
                row.add("|");
                row.addAll(cells(i < beside.size() ? beside.get(i) : null));
                table.row(row.toArray(String[]::new));
            }
        }
        report.text("A client connects and ends; its session goes on in another process, at another node\n\n" + table
                + "\n\nup, down: bytes on the wire from and to the client. first byte: from the client's first to the"
                + " answer's,\nin processes that have just started, over a path of "
                + Stage.ONE_WAY.toMillis() + " ms each way.");
    }

    private static List<String> cells(@Nullable Passage wire) {
        return wire == null
                ? List.of("not played", "-", "-", "-")
                : List.of(
                        wire.resumed() ? "resumed" : "full",
                        String.valueOf(wire.bytesUp()),
                        String.valueOf(wire.bytesDown()),
                        String.format(Locale.ROOT, "%.0f ms", wire.firstByteMicros() / 1e3));
    }
}
