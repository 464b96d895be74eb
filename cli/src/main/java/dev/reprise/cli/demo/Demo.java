package dev.reprise.cli.demo;

import dev.reprise.cli.Console;
import java.io.IOException;
import java.nio.file.Path;

/** The whole demo, from its first process to its last table. */
public final class Demo {
    private final Console console;
    private final boolean json;

    /** @param json whether results are JSON lines */
    public Demo(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /**
     * Runs it.
     *
     * @return whether everything that should resume did, and everything that should not did not
     * @throws IOException if a process could not be started, or ended when it should not have
     */
    public boolean run() throws IOException, InterruptedException {
        Report report = new Report(console, json);
        try (Stage stage = Stage.set(Sabotage.ofThisProcess())) {
            Load load = new Load(stage, report);
            Resuming resuming = new Resuming(stage, report, load);
            resuming.measureJdk();
            resuming.tell(Mechanism.STATELESS);
            Path copy = resuming.tell(Mechanism.STORED);
            load.tell();
            Refusals refusals = new Refusals(stage, report);
            refusals.usedTwice(copy);
            refusals.others();
            refusals.tell();
        }
        report.text("");
        return report.end();
    }
}
