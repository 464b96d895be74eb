package dev.reprise.bench;

import dev.reprise.internal.resumption.ResumptionDecision;
import dev.reprise.internal.resumption.Verdict;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Whether a session may be resumed: all that is asked, with the answer yes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBenchmark {

    @Benchmark
    public Verdict decide(OneSession one) {
        Verdict verdict = ResumptionDecision.decide(one.session(), one.attempt());
        if (!(verdict instanceof Verdict.Resume)) {
            throw new IllegalStateException("this was to be resumed: " + verdict);
        }
        return verdict;
    }
}
