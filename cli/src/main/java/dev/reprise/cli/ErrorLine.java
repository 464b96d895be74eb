package dev.reprise.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What went wrong, in one plain line on standard error; with {@code --debug}, the stack trace behind it. */
final class ErrorLine implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Console console;

    ErrorLine(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException thrown, String[] arguments) {
        String command = thrown.getCommandLine().getCommandSpec().qualifiedName();
        String message = String.valueOf(thrown.getMessage());
        if (thrown instanceof UnmatchedArgumentException unmatched) {
            message = Later.about(unmatched.getUnmatched()).orElse(message);
        }
        String help = message.contains("--help") ? "" : " (see " + command + " --help)";
        console.note(command + ": " + oneLine(message) + help);
        return Failure.WRONG_USAGE;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine line, ParseResult result) {
        String command = line.getCommandSpec().qualifiedName();
        boolean debug = result.originalArgs().contains("--debug");
        if (debug) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            console.note(trace.toString().replace("\t", "    "));
        }
        if (thrown instanceof Failure failure) {
            console.note(command + ": " + oneLine(String.valueOf(failure.getMessage())));
            return failure.status();
        }
        console.note(
                command + ": a defect of this program: " + thrown.getClass().getSimpleName() + ": "
                        + Explanation.of(thrown) + (debug ? "" : " (--debug shows where)"));
        return Failure.FAILED;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
