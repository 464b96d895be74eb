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
        description = "TLS 1.3 and 1.2 whose sessions survive: across connections, processes, nodes and restarts.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Each command has its own --help. Begin with: reprise demo",
            "",
            "Exit status: 0 done; 1 the TLS or network part failed; 2 wrong usage.",
            "A DURATION is 90s, 15m, 6h or 7d."
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs the command line and ends the process with its exit status. */
    public static void main(String[] arguments) {
        int status = run(Console.ofProcess(), arguments);
        Shutdown.end(status);
    }

    /**
     * Runs one command.
     *
     * @return its exit status
     */
    public static int run(Console console, String... arguments) {
        return commandLine(console).execute(arguments);
    }

    static CommandLine commandLine(Console console) {
        ErrorLine errors = new ErrorLine(console);
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new DemoCommand(console))
                .addSubcommand(new ServeCommand(console))
                .addSubcommand(new ConnectCommand(console))
                .addSubcommand(new SessionCommand(console))
                .addSubcommand(new KeysCommand(console));
        line.setOut(console.outWriter());
        line.setErr(console.errWriter());
        line.setUsageHelpWidth(100);
        line.setExecutionStrategy(parsed -> {
            if (parsed.originalArgs().contains("--debug")) {
                CommandLog.showEverything();
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setParameterExceptionHandler(errors);
        line.setExecutionExceptionHandler(errors);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? See: reprise --help");
    }
}
