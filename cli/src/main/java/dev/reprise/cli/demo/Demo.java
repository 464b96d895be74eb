package dev.reprise.cli.demo;

import dev.reprise.cli.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The whole demo, from its first process to its last table. */
public final class Demo {
    private static final String JDK = "the JDK's own provider";

    private final Report report;
    private final Stage stage;
    private final Resuming resuming;
    private final Load load;
    private final Refusals refusals;

    private Demo(Report report, Stage stage) {
        this.report = report;
        this.stage = stage;
        this.resuming = new Resuming(stage, report);
        this.load = new Load(stage, report);
        this.refusals = new Refusals(stage, report);
    }

    /**
     * Runs it. What goes wrong in one scene is told at the end, and the others are played all the same.
     *
     * @param json whether results are JSON lines
     * @return whether everything that should resume did, and everything that should not did not
     * @throws IOException if nothing can be shown at all
     */
    public static boolean run(Console console, boolean json) throws IOException, InterruptedException {
        Report report = new Report(console, json);
        try (Stage stage = Stage.set(Sabotage.ofThisProcess())) {
            new Demo(report, stage).play();
        }
        return report.end();
    }

    private void play() throws InterruptedException {
        if (stage.sabotage() == Sabotage.NOTHING) { // nothing of the JDK's is broken
            for (Mechanism.Version version : Mechanism.Version.values()) {
                report.scene(JDK + ", " + version.title(), () -> jdk(version));
            }
        }
        for (Mechanism mechanism : Mechanism.values()) {
            report.scene(mechanism.title(), () -> mechanism(mechanism));
        }
        report.scene("refusals", refusals::others);
        resuming.tell();
        load.tell();
        refusals.tell();
    }

    private void jdk(Mechanism.Version version) throws IOException, InterruptedException {
        String name = JDK + ", " + version.title();
        report.progress(name + ": two nodes, three clients one after the other, a restart");
        List<Stage.Node> nodes = new ArrayList<>(stage.jdkNodes(2));
        report.scene(name + ": coming back", () -> resuming.playJdk(version, nodes));
        if (version == Mechanism.Version.TLS13) {
            report.scene(name + ": refusals", () -> refusals.jdk(nodes));
        }
        report.scene(name + ": many connections", () -> load.jdk(version, nodes));
        stage.stop(nodes);
    }

    private void mechanism(Mechanism mechanism) throws IOException, InterruptedException {
        report.progress(mechanism.title() + ": two nodes start");
        List<Stage.Node> nodes = new ArrayList<>(stage.nodes(2, mechanism));
        Path session = stage.file(mechanism.fileName() + ".session");
        Path copy = stage.file(mechanism.fileName() + ".copy");
        report.scene(mechanism.title() + ": coming back", () -> resuming.play(mechanism, nodes, session, copy));
        if (mechanism == Mechanism.STORED) {
            report.scene("refusal of a ticket used twice", () -> refusals.usedTwice(nodes.get(0), session, copy));
        }
        report.scene(mechanism.title() + ": many connections", () -> load.reprise(mechanism, nodes));
        stage.stop(nodes);
    }
}
