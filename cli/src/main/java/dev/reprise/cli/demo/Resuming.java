package dev.reprise.cli.demo;

import dev.reprise.cli.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The main job: a client that ends and comes back, to the other node, and after a restart. */
final class Resuming {
    private static final String[] STEPS = {"first connection", "back, other node", "back, node restarted"};

    private final Stage stage;
    private final Report report;
    private final Load load;
    private List<Passage> jdk = List.of();

    Resuming(Stage stage, Report report, Load load) {
        this.stage = stage;
        this.report = report;
        this.load = load;
    }

    /** What the JDK's own provider does: measured once, since it knows but one mechanism. */
    void measureJdk() throws IOException, InterruptedException {
        report.progress("the JDK's own provider: two nodes, three clients, a restart");
        List<Stage.Node> nodes = new ArrayList<>(stage.jdkNodes(2));
        List<Passage> steps = new ArrayList<>();
        steps.add(stage.jdkConnect(nodes.get(0)));
        steps.add(stage.jdkConnect(nodes.get(1)));
        stage.stop(nodes.get(0));
        nodes.set(0, stage.jdkNodes(1).get(0));
        steps.add(stage.jdkConnect(nodes.get(0)));
        jdk = steps;
        load.jdk(nodes);
        stage.stop(nodes);
    }

    /**
     * A client's story with one mechanism, and the load that follows.
     *
     * @return the session file as it was after the first connection
     */
    Path tell(Mechanism mechanism) throws IOException, InterruptedException {
        report.progress(mechanism.title() + ": two nodes start");
        String[] options = mechanism.options(stage.file("store"));
        List<Stage.Node> nodes = new ArrayList<>(stage.nodes(2, options));
        Path session = stage.file(mechanism.word() + ".session");
        Path copy = stage.file(mechanism.word() + ".copy");
        List<Meeting> steps = new ArrayList<>();

        report.progress(mechanism.title() + ": a client connects to one node, and ends");
        steps.add(stage.connect(nodes.get(0), session, DemoPki.NAME));
        if (Files.exists(session)) {
            Files.copy(session, copy);
        }
        report.progress(mechanism.title() + ": another process comes back to the other node");
        steps.add(stage.connect(nodes.get(1), session, DemoPki.NAME));
        report.progress(mechanism.title() + ": the first node restarts, a third process comes back to it");
        stage.stop(nodes.get(0));
        nodes.set(0, stage.node(options));
        steps.add(stage.connect(nodes.get(0), session, DemoPki.NAME));

        judge(mechanism, steps);
        load.reprise(mechanism, nodes);
        stage.stop(nodes);
        return copy;
    }

    private void judge(Mechanism mechanism, List<Meeting> steps) {
        Table table = new Table(
                "",
                "Reprise",
                "bytes up",
                "bytes down",
                "first byte",
                "|",
                "the JDK's own",
                "bytes up",
                "bytes down",
                "first byte");
        for (int i = 0; i < steps.size(); i++) {
            Meeting step = steps.get(i);
            boolean ok = i == 0 ? step.full() : step.resumedBy(mechanism.word());
            report.check(
                    mechanism.title() + ", " + STEPS[i] + ": expected " + (i == 0 ? "full" : "resumed") + ", was "
                            + step.node("kind") + " (" + step.node("reason") + ")",
                    ok);
            report.line("step", fields(mechanism, i, step, ok));
            List<String> row = new ArrayList<>(List.of(STEPS[i], how(step)));
            row.addAll(cells(step.wire()));
            row.add("|");
            row.add(jdk.get(i).resumed() ? "resumed" : "full");
            row.addAll(cells(jdk.get(i)));
            table.row(row.toArray(String[]::new));
        }
        report.text("\n" + mechanism.title() + ": " + mechanism.explanation() + "\n\n" + table);
    }

    private Map<String, @Nullable Object> fields(Mechanism mechanism, int step, Meeting meeting, boolean ok) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("mechanism", mechanism.word());
        fields.put("step", STEPS[step]);
        fields.put("expected", step == 0 ? "full" : "resumed");
        fields.put("ok", ok);
        fields.put("wire", Stage.fields(meeting.wire()));
        fields.put("client", meeting.client());
        fields.put("node", meeting.node());
        fields.put("jdk_wire", Stage.fields(jdk.get(step)));
        return fields;
    }

    private static String how(Meeting meeting) {
        return meeting.wire().resumed() ? "resumed" : "full";
    }

    private static List<String> cells(Passage wire) {
        return List.of(
                String.valueOf(wire.bytesUp()),
                String.valueOf(wire.bytesDown()),
                String.format(Locale.ROOT, "%.0f ms", wire.firstByteMicros() / 1e3));
    }
}
