package dev.reprise.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code reprise}. Exit status: 0 done, 1 the TLS or network part failed, 2 wrong usage. */
@Command(
        name = "reprise",
        mixinStandardHelpOptions = true,
        version = "reprise 0.1.0-SNAPSHOT",
        description = "TLS whose sessions survive: across connections, processes, nodes and restarts.")
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs the command line and ends the process with its exit status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? See --help.");
    }
}
