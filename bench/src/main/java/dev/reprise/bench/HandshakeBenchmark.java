package dev.reprise.bench;

import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Handshakes, client and server together in one thread over memory. Every one is proved to be what it is called: a full
 * handshake judged the server's chain, a resumed one did not.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class HandshakeBenchmark {

    @Benchmark
    public Object full(Peers peers) throws SSLException {
        long before = peers.judged();
        EnginePair pair = peers.connectToAStranger();
        if (peers.judged() != before + 1) {
            throw new IllegalStateException("this was to be a full handshake");
        }
        return pair;
    }

    @Benchmark
    public Object resumed(Peers peers) throws SSLException {
        long before = peers.judged();
        EnginePair pair = peers.connect();
        if (peers.judged() != before) {
            throw new IllegalStateException("this was to be a resumed handshake");
        }
        return pair;
    }
}
