package dev.reprise.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Application data from one engine to the other, record by record: sealed and opened. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RecordBenchmark {

    /** A connection that is up. */
    @State(Scope.Thread)
    public static class Connection {
        /** All of it in one record: the JDK's provider puts 16,367 bytes in one. */
        @Param({"1024", "16000"})
        public int bytes = 16_000;

        private EnginePair pair;
        private ByteBuffer data;
        private ByteBuffer wire;
        private ByteBuffer plain;

        @Setup(Level.Trial)
        public void connect(Peers peers) throws SSLException {
            pair = peers.connect();
            data = ByteBuffer.allocate(bytes);
            wire = ByteBuffer.allocate(pair.client().getSession().getPacketBufferSize());
            plain = ByteBuffer.allocate(pair.server().getSession().getApplicationBufferSize());
        }
    }

    @Benchmark
    public int record(Peers peers, Connection connection) throws SSLException {
        connection.data.clear();
        connection.wire.clear();
        connection.plain.clear();
        connection.pair.client().wrap(connection.data, connection.wire);
        connection.wire.flip();
        int produced = connection
                .pair
                .server()
                .unwrap(connection.wire, connection.plain)
                .bytesProduced();
        if (produced != connection.bytes) {
            throw new IllegalStateException(produced + " bytes came of " + connection.bytes);
        }
        return produced;
    }
}
