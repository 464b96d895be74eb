package dev.reprise.bench;

import dev.reprise.internal.resumption.Opened;
import dev.reprise.internal.resumption.Purpose;
import dev.reprise.internal.resumption.Sealer;
import dev.reprise.internal.resumption.ServerSessions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Tickets of a server that keeps nothing: sealed and opened, without and with what makes a session of the bytes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SealBenchmark {
    private static final byte[] NO_NAME = {};

    @Benchmark
    public byte[] seal(OneSession one) {
        return Sealer.seal(one.key(), Purpose.TICKET, NO_NAME, one.plaintext(), one.random());
    }

    @Benchmark
    public Opened open(OneSession one) {
        Opened opened = Sealer.open(one.ring(), Purpose.TICKET, NO_NAME, one.sealed());
        if (!(opened instanceof Opened.Plain)) {
            throw new IllegalStateException("this was to open: " + opened);
        }
        return opened;
    }

    /** The ticket's own secret, the session's bytes, the seal. */
    @Benchmark
    public List<ServerSessions.Issued> issueTicket(OneSession one) {
        return one.server().issue(one.session(), one.resumptionSecret(), 1, one.now());
    }

    /** The seal, the session, whether it was invalidated. */
    @Benchmark
    public List<ServerSessions.Candidate> readTicket(OneSession one) {
        List<ServerSessions.Candidate> candidates = one.server().open(one.offer(), one.now());
        if (!(candidates.get(0) instanceof ServerSessions.Candidate.Known)) {
            throw new IllegalStateException("this was to be a session: " + candidates);
        }
        return candidates;
    }
}
