package dev.reprise.bench;

import dev.reprise.bench.FleetPlan.Keys;
import dev.reprise.bench.FleetPlan.Sessions;
import dev.reprise.session.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./bench/run fleet}: how many of the clients that return to a fleet resume, and why others do not. */
@Command(
        name = "./bench/run fleet",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "A fleet in a box: nodes and clients of Reprise in one process, on a clock of its own, each visit a handshake of two engines.",
            "Prints how the visits of clients that had been there before went, by reason, as a share of these visits."
        },
        footer = "A DURATION, or WHEN something happens after the start, is 90s, 15m, 6h or 7d.")
final class FleetInABox implements Callable<Integer> {
    @Mixin
    private FleetPlan plan;

    @Spec
    private CommandSpec spec;

    /** A line of the table: who, when, and how it went. */
    private record Row(String keys, String sessions, String time, Map<Reason, Integer> counts) {}

    FleetInABox(FleetPlan plan) {
        this.plan = plan;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new FleetInABox(new FleetPlan()))
                .registerConverter(Duration.class, new FleetPlan.Durations());
    }

    @Override
    public Integer call() throws IOException {
        try {
            plan.check();
            print(played(), spec.commandLine().getOut());
            return 0;
        } catch (IllegalArgumentException e) { // also of a time that a server's builder does not take
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private List<Row> played() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Keys keys : plan.keys) {
            for (Sessions sessions : plan.sessions) {
                FleetTally tally = FleetRun.play(plan, keys, sessions);
                Duration each = plan.each == null ? plan.length : plan.each;
                for (Duration from = Duration.ZERO; from.compareTo(plan.length) < 0; from = from.plus(each)) {
                    Duration end = from.plus(each).compareTo(plan.length) < 0 ? from.plus(each) : plan.length;
                    String time = hours(from) + " to " + hours(end);
                    rows.add(new Row(keys.toString(), sessions.toString(), time, tally.between(from, end)));
                }
            }
        }
        return rows;
    }

    private static void print(List<Row> rows, PrintWriter out) {
        Set<Reason> reasons = EnumSet.of(Reason.RESUMED);
        rows.forEach(row -> reasons.addAll(row.counts.keySet()));
        out.print("| keys | sessions | time | returns |");
        reasons.forEach(reason -> out.print(" " + reason + " |"));
        out.print("\n| --- | --- | --- | --- |");
        reasons.forEach(reason -> out.print(" --- |"));
        for (Row row : rows) {
            int returns = FleetTally.returns(row.counts);
            out.printf(Locale.ROOT, "%n| %s | %s | %s | %,d |", row.keys, row.sessions, row.time, returns);
            reasons.forEach(reason -> out.print(" " + share(row.counts.getOrDefault(reason, 0), returns) + " |"));
        }
        out.println(); // which flushes
    }

    private static String hours(Duration sinceStart) {
        return String.format(Locale.ROOT, "%d:%02d", sinceStart.toHours(), sinceStart.toMinutesPart());
    }

    private static String share(int count, int all) {
        return count == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * count / all);
    }
}
