package dev.reprise.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Processor time of Java's threads for each operation, in microseconds: {@code -prof dev.reprise.bench.CpuTime}. Unlike the time on the
 * wall it does not count what other programs on the machine took; nor what the compiler and the collector did on threads of their own.
 */
public final class CpuTime implements InternalProfiler {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Map<Long, Long> before = new HashMap<>();

    @Override
    public String getDescription() {
        return "Processor time of Java's threads for each operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before.clear();
        for (long thread : THREADS.getAllThreadIds()) {
            before.put(thread, THREADS.getThreadCpuTime(thread));
        }
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long nanos = 0;
        for (long thread : THREADS.getAllThreadIds()) {
            long now = THREADS.getThreadCpuTime(thread);
            nanos += now < 0 ? 0 : now - before.getOrDefault(thread, 0L);
        }
        long operations = result.getMetadata().getAllOps();
        return operations == 0
                ? List.of()
                : List.of(new ScalarResult("cpu.norm", nanos / 1e3 / operations, "us/op", AggregationPolicy.AVG));
    }
}
