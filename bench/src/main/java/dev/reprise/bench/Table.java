package dev.reprise.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The table of {@code docs/performance.md}: {@code ./bench/run table [ROUNDS]}. In each round every row is measured once with the JDK's provider
 * and once with Reprise, in a JVM of its own each, one right after the other; the next round begins with the other one. Times are processor time, bytes what was allocated, both for one operation. A cell is the median of the rounds, a ratio the median of the rounds'
 * ratios, with the least and the greatest of them.
 */
public final class Table {
    private static final int ROUNDS = 3;
    private static final int WARM_UPS = 6;
    private static final int MEASUREMENTS = 4;

    /**
     * A line of the table, and what JMH calls it.
     *
     * @param batch how many operations JMH does at a time. Operations are counted, not seconds: on a machine that is busy with something else
     *     seconds would end before the code is compiled
     */
    private record Row(String name, String benchmark, int batch, Map<String, String> parameters) {}

    /** What one JVM measured. */
    private record Measured(double cpuMicros, double bytes) {}

    private static final List<Row> ROWS = List.of(
            full("1.3 full, EC", "TLSv1.3", "EC", "default"),
            full("1.3 full, RSA", "TLSv1.3", "RSA", "default"),
            full("1.3 full, EC, x25519 alone", "TLSv1.3", "EC", "x25519"),
            resumed("1.3 resumed, carried", 2_000, "TLSv1.3", "carried", "default"),
            resumed("1.3 resumed, kept", 2_000, "TLSv1.3", "kept", "default"),
            resumed("1.3 resumed, carried, x25519 alone", 2_000, "TLSv1.3", "carried", "x25519"),
            resumed("1.3 resumed, kept, x25519 alone", 2_000, "TLSv1.3", "kept", "x25519"),
            under("PKIX", full("1.3 full, EC", "TLSv1.3", "EC", "default")),
            under("PKIX", resumed("1.3 resumed, carried", 2_000, "TLSv1.3", "carried", "default")),
            full("1.2 full, EC", "TLSv1.2", "EC", "default"),
            full("1.2 full, RSA", "TLSv1.2", "RSA", "default"),
            resumed("1.2 resumed, carried", 20_000, "TLSv1.2", "carried", "default"),
            resumed("1.2 resumed, kept", 20_000, "TLSv1.2", "kept", "default"),
            record("TLSv1.3", "1024"),
            record("TLSv1.3", "16000"),
            record("TLSv1.2", "1024"),
            record("TLSv1.2", "16000"));

    private static final List<Row> PARTS = List.of(
            new Row("the decision", "DecisionBenchmark.decide", 1_000_000, Map.of()),
            new Row("a seal", "SealBenchmark.seal", 100_000, Map.of()),
            new Row("its opening", "SealBenchmark.open", 100_000, Map.of()),
            new Row("a ticket issued", "SealBenchmark.issueTicket", 100_000, Map.of()),
            new Row("a ticket read", "SealBenchmark.readTicket", 100_000, Map.of()));

    private Table() {}

    private static Row full(String name, String protocol, String key, String groups) {
        return new Row(
                name,
                "HandshakeBenchmark.full",
                500,
                Map.of("protocol", protocol, "key", key, "groups", groups, "sessions", "carried"));
    }

    private static Row resumed(String name, int batch, String protocol, String sessions, String groups) {
        return new Row(
                name,
                "HandshakeBenchmark.resumed",
                batch,
                Map.of("protocol", protocol, "key", "EC", "groups", groups, "sessions", sessions));
    }

    /** The same with another of the JDK's key managers. */
    private static Row under(String keyManager, Row row) {
        Map<String, String> parameters = new LinkedHashMap<>(row.parameters());
        parameters.put("keyManager", keyManager);
        return new Row(row.name() + ", " + keyManager + " key manager", row.benchmark(), row.batch(), parameters);
    }

    private static Row record(String protocol, String bytes) {
        return new Row(
                protocol.replace("TLSv", "") + " record, " + bytes + " bytes",
                "RecordBenchmark.record",
                100_000,
                Map.of("protocol", protocol, "key", "EC", "sessions", "carried", "bytes", bytes));
    }

    /** @param arguments how many rounds; 3 if it is not said */
    public static void main(String[] arguments) throws RunnerException {
        int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
        Map<Row, List<Measured>> jdk = new LinkedHashMap<>();
        Map<Row, List<Measured>> reprise = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Row row : ROWS) {
                boolean oursFirst = round % 2 == 1;
                for (boolean ours : new boolean[] {oursFirst, !oursFirst}) {
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
                .warmupBatchSize(row.batch())
                .measurementIterations(MEASUREMENTS)
                .measurementBatchSize(row.batch())
                .mode(Mode.SingleShotTime)
                .addProfiler("gc")
                .addProfiler(CpuTime.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        row.parameters().forEach(options::param);
        if (provider != null) {
            options.param("provider", provider);
        }
        RunResult result = new Runner(options.build()).runSingle();
        Measured measured = new Measured(
                score(result, "cpu.norm") / row.batch(), score(result, "gc.alloc.rate.norm") / row.batch());
        into.computeIfAbsent(row, unused -> new ArrayList<>()).add(measured);
        System.err.printf(Locale.ROOT, "%s, %s: %s%n", row.name(), provider, measured);
    }

    /** Some versions of JMH put a dot before a profiler's names. */
    private static double score(RunResult run, String name) {
        var results = run.getSecondaryResults();
        var result = results.getOrDefault(name, results.get("·" + name));
        return result == null ? Double.NaN : result.getScore();
    }

    private static void print(Map<Row, List<Measured>> jdk, Map<Row, List<Measured>> reprise) {
        System.out.println("| | JDK, µs | Reprise, µs | Reprise : JDK | JDK, bytes | Reprise, bytes | Reprise : JDK |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (Row row : ROWS) {
            List<Measured> theirs = of(row, jdk);
            List<Measured> ours = of(row, reprise);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %,.0f | %,.0f | %.2f |%n",
                    row.name(),
                    micros(theirs),
                    micros(ours),
                    ratios(theirs, ours),
                    median(theirs, Measured::bytes),
                    median(ours, Measured::bytes),
                    median(ours, Measured::bytes) / median(theirs, Measured::bytes));
        }
        System.out.printf("%n| part of Reprise | µs | bytes |%n| --- | --- | --- |%n");
        for (Row row : PARTS) {
            List<Measured> ours = of(row, reprise);
            System.out.printf(
                    Locale.ROOT, "| %s | %s | %,.0f |%n", row.name(), micros(ours), median(ours, Measured::bytes));
        }
    }

    private static List<Measured> of(Row row, Map<Row, List<Measured>> all) {
        return Objects.requireNonNull(all.get(row), () -> row.name() + " was not measured");
    }

    private static String micros(List<Measured> measured) {
        double micros = median(measured, Measured::cpuMicros);
        return String.format(Locale.ROOT, micros < 100 ? "%.2f" : "%,.0f", micros);
    }

    private static String ratios(List<Measured> theirs, List<Measured> ours) {
        double[] ratios = IntStream.range(0, ours.size())
                .mapToDouble(
                        round -> ours.get(round).cpuMicros() / theirs.get(round).cpuMicros())
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
