package dev.reprise.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The table of look-ups in {@code docs/performance.md}: {@code ./bench/run lookups [STORE...]}, one size right after the other. */
public final class LookUps {
    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000, 1_000_000);

    private LookUps() {}

    /** @param arguments stores; without any, those that need nothing else on the machine */
    public static void main(String[] arguments) throws RunnerException {
        List<String> rows = new ArrayList<>();
        for (String store : arguments.length == 0 ? new String[] {"memory", "file", "h2", "h2-cached"} : arguments) {
            for (String call : List.of("get", "takeAndPut")) {
                StringBuilder row = new StringBuilder("| " + store + ", " + call + " |");
                double smallest = 0;
                double last = 0;
                for (int size : SIZES) {
                    Result<?> result = measured(store, size, call);
                    last = result.getStatistics().getPercentile(50);
                    smallest = smallest == 0 ? last : smallest;
                    row.append(String.format(
                            Locale.ROOT,
                            " %s (%s ± %s) |",
                            shown(last),
                            shown(result.getScore()),
                            shown(result.getScoreError())));
                    System.err.println(row);
                }
                rows.add(row + String.format(Locale.ROOT, " %.2f |", last / smallest));
            }
        }
        System.out.println("| store, call | 1,000 | 10,000 | 100,000 | 1,000,000 | the largest : 1,000 |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        rows.forEach(System.out::println);
    }

    private static Result<?> measured(String store, int size, String call) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include("\\.LookUpBenchmark\\." + call + "$")
                        .param("store", store)
                        .param("sessions", Integer.toString(size))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle()
                .getPrimaryResult();
    }

    private static String shown(double micros) {
        return String.format(Locale.ROOT, micros < 100 ? "%.2f" : "%,.0f", micros);
    }
}
