package dev.reprise.cli;

import picocli.CommandLine.Option;

/** How a command speaks. */
final class OutputOptions {
    @Option(
            names = "--json",
            description = "Print JSON on standard output, one object a line, and nothing else there."
                    + " Messages for people go to standard error.")
    boolean json;

    @Option(names = "--debug", description = "Show stack traces, and everything the library logs.")
    boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and end.")
    boolean help;
}
