package dev.reprise.bench;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** What a resumption asks of a store, in stores of a thousand to a million sessions. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx3g")
public class LookUpBenchmark {

    /** A session that stays: of TLS 1.2. */
    @Benchmark
    public int get(FilledStore filled) throws StoreException {
        return filled.opened().get(filled.anyName()).orElseThrow().size();
    }

    /** A single-use ticket of TLS 1.3, and the one that the client is given for it. */
    @Benchmark
    public void takeAndPut(FilledStore filled) throws StoreException {
        SessionStore store = filled.opened();
        byte[] name = filled.anyName();
        if (!store.remove(name, filled.entry().content())) {
            throw new IllegalStateException("it was to be there");
        }
        store.put(name, filled.entry());
    }
}
