package dev.reprise.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The table of {@code docs/performance.md}: {@code ./bench/run table [ROUNDS]}. In each round every row is measured once with the JDK's provider
 * and once with Reprise, in a JVM of its own each, one right after the other; the next round begins with the other one. A cell is the median of the
 * rounds, a ratio the median of the rounds' ratios, with the least and the greatest of them.
 */
public final class Table {
    private static final int ROUNDS = 3;
    private static final int WARM_UPS = 5;
    private static final int MEASUREMENTS = 5;
    private static final TimeValue EACH = TimeValue.seconds(2);

    /** A line of the table, and what JMH calls it. */
    private record Row(String name, String benchmark, Map<String, String> parameters) {}

    /** What one JVM measured. */
    private record Measured(double cpuMicros, double perSecond, double bytes) {}

    private static final List<Row> ROWS = List.of(
            handshake("full", "TLSv1.3", "EC", "carried"),
            handshake("full", "TLSv1.3", "RSA", "carried"),
            handshake("resumed", "TLSv1.3", "EC", "carried"),
            handshake("resumed", "TLSv1.3", "EC", "kept"),
            handshake("full", "TLSv1.2", "EC", "carried"),
            handshake("full", "TLSv1.2", "RSA", "carried"),
            handshake("resumed", "TLSv1.2", "EC", "carried"),
            handshake("resumed", "TLSv1.2", "EC", "kept"),
            record("TLSv1.3", "1024"),
            record("TLSv1.3", "16000"),
            record("TLSv1.2", "1024"),
            record("TLSv1.2", "16000"));

    private static final List<Row> PARTS = List.of(
            new Row("decide", "DecisionBenchmark.decide", Map.of()),
            new Row("seal", "SealBenchmark.seal", Map.of()),
            new Row("open", "SealBenchmark.open", Map.of()),
            new Row("issue a ticket", "SealBenchmark.issueTicket", Map.of()),
            new Row("read a ticket", "SealBenchmark.readTicket", Map.of()));

    private Table() {}

    private static Row handshake(String kind, String protocol, String key, String sessions) {
        String name = kind.equals("full") ? kind + ", " + key : kind + ", " + sessions;
        return new Row(
                protocol.replace("TLSv", "") + " " + name,
                "HandshakeBenchmark." + kind,
                Map.of("protocol", protocol, "key", key, "sessions", sessions));
    }

    private static Row record(String protocol, String bytes) {
        return new Row(
                protocol.replace("TLSv", "") + " record, " + bytes + " bytes",
                "RecordBenchmark.record",
                Map.of("protocol", protocol, "key", "EC", "sessions", "carried", "bytes", bytes));
    }

    /** @param arguments how many rounds; 3 if it is not said */
    public static void main(String[] arguments) throws RunnerException {
        int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
        Map<Row, List<Measured>> jdk = new LinkedHashMap<>();
        Map<Row, List<Measured>> reprise = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Row row : ROWS) {
                boolean first = round % 2 == 0;
                for (boolean ours : new boolean[] {!first, first}) {
                    measure(row, ours ? "Reprise" : "JDK", ours ? reprise : jdk);
                }
            }
            for (Row row : PARTS) {
                measure(row, null, reprise);
            }
        }
        print(jdk, reprise);
    }

    private static void measure(Row row, @Nullable String provider, Map<Row, List<Measured>> into)
            throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + row.benchmark().replace(".", "\\.") + "$")
                .forks(1)
                .warmupIterations(WARM_UPS)
                .warmupTime(EACH)
                .measurementIterations(MEASUREMENTS)
                .measurementTime(EACH)
                .addProfiler("gc")
                .addProfiler(CpuTime.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        row.parameters().forEach(options::param);
        if (provider != null) {
            options.param("provider", provider);
        }
        RunResult result = new Runner(options.build()).runSingle();
        Map<String, Result> others = result.getSecondaryResults();
        Measured measured = new Measured(
                score(others, "cpu.norm"), perSecond(result.getPrimaryResult()), score(others, "gc.alloc.rate.norm"));
        into.computeIfAbsent(row, unused -> new ArrayList<>()).add(measured);
        System.err.printf(Locale.ROOT, "%s, %s: %s%n", row.name(), provider, measured);
    }

    private static double perSecond(Result<?> result) {
        return result.getScoreUnit().equals("us/op") ? 1e6 / result.getScore() : result.getScore();
    }

    /** Some versions of JMH put a dot before a profiler's names. */
    private static double score(Map<String, Result> results, String name) {
        Result<?> result = results.getOrDefault(name, results.get("·" + name));
        return result == null ? Double.NaN : result.getScore();
    }

    private static void print(Map<Row, List<Measured>> jdk, Map<Row, List<Measured>> reprise) {
        System.out.println(
                "| | JDK, µs of CPU | Reprise, µs of CPU | CPU, Reprise : JDK | per second on the wall, Reprise : JDK"
                        + " | JDK, bytes allocated | Reprise, bytes allocated | bytes, Reprise : JDK |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        for (Row row : ROWS) {
            List<Measured> theirs = jdk.get(row);
            List<Measured> ours = reprise.get(row);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %,.0f | %,.0f | %.2f |%n",
                    row.name(),
                    micros(theirs),
                    micros(ours),
                    ratios(theirs, ours, Measured::cpuMicros),
                    ratios(theirs, ours, Measured::perSecond),
                    median(theirs, Measured::bytes),
                    median(ours, Measured::bytes),
                    median(ours, Measured::bytes) / median(theirs, Measured::bytes));
        }
        System.out.printf("%n| part of Reprise | µs of CPU | bytes allocated |%n| --- | --- | --- |%n");
        for (Row row : PARTS) {
            List<Measured> ours = reprise.get(row);
            System.out.printf(
                    Locale.ROOT, "| %s | %s | %,.0f |%n", row.name(), micros(ours), median(ours, Measured::bytes));
        }
    }

    private static String micros(List<Measured> measured) {
        double micros = median(measured, Measured::cpuMicros);
        return String.format(Locale.ROOT, micros < 100 ? "%.2f" : "%,.0f", micros);
    }

    private static String ratios(List<Measured> theirs, List<Measured> ours, ToDoubleFunction<Measured> value) {
        double[] ratios = IntStream.range(0, ours.size())
                .mapToDouble(round -> value.applyAsDouble(ours.get(round)) / value.applyAsDouble(theirs.get(round)))
                .sorted()
                .toArray();
        return String.format(
                Locale.ROOT, "%.2f (%.2f to %.2f)", ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1]);
    }

    private static double median(List<Measured> measured, ToDoubleFunction<Measured> value) {
        double[] sorted = measured.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
