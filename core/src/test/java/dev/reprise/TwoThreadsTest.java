package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engine that one thread wraps with while another unwraps, as {@code java.net.http} does, and keys that change under them. */
@Timeout(120)
class TwoThreadsTest {
    private static final int RECORDS = 3_000;
    private static final byte[] END = {};

    /** One direction: what one engine wraps is what the other unwraps. */
    private static final class Direction {
        private final SSLEngine from;
        private final SSLEngine to;
        private final BlockingQueue<byte[]> wire = new ArrayBlockingQueue<>(64);
        private final boolean asksForKeys;
        private final byte[][] data;

        Direction(SSLEngine from, SSLEngine to, boolean asksForKeys, long seed) {
            this.from = from;
            this.to = to;
            this.asksForKeys = asksForKeys;
            this.data = new byte[RECORDS][];
            Random random = new Random(seed);
            for (int i = 0; i < RECORDS; i++) {
                data[i] = new byte[1 + random.nextInt(700)];
                random.nextBytes(data[i]);
            }
        }

        Void write() throws Exception {
            ByteBuffer record = ByteBuffer.allocate(17_000);
            for (int i = 0; i < RECORDS; i++) {
                if (asksForKeys && i % 40 == 20) {
                    from.beginHandshake(); // the JDK's way to new keys
                }
                ByteBuffer source = ByteBuffer.wrap(data[i]);
                while (source.hasRemaining()) {
                    SSLEngineResult result = from.wrap(source, record);
                    assertThat(result.getStatus()).isEqualTo(Status.OK);
                    byte[] bytes = new byte[record.flip().remaining()];
                    record.get(bytes).clear();
                    if (bytes.length > 0) {
                        wire.put(bytes);
                    }
                }
            }
            wire.put(END);
            return null;
        }

        Void read() throws Exception {
            ByteBuffer plain = ByteBuffer.allocate(17_000);
            byte[] bytes;
            int expected = 0;
            while ((bytes = wire.take()) != END) {
                ByteBuffer source = ByteBuffer.wrap(bytes);
                while (source.hasRemaining()) {
                    SSLEngineResult result = to.unwrap(source, plain);
                    assertThat(result.getStatus()).isEqualTo(Status.OK);
                }
                byte[] got = new byte[plain.flip().remaining()];
                plain.get(got).clear();
                if (got.length > 0) {
                    assertThat(got).as("record %d", expected).isEqualTo(data[expected]);
                    expected++;
                }
            }
            assertThat(expected).isEqualTo(RECORDS);
            return null;
        }
    }

    @ParameterizedTest
    @CsvSource({"ours, ours", "ours, jdk", "jdk, ours"})
    void moveBothDirectionsAtOnceAndLoseNothing(String clientSide, String serverSide) throws Exception {
        EnginePair pair = new EnginePair(
                        clientSide.equals("jdk") ? Contexts.jdk() : client().build(),
                        serverSide.equals("jdk") ? Contexts.jdk() : server().build())
                .handshake();
        Direction up = new Direction(pair.client.engine, pair.server.engine, clientSide.equals("jdk"), 1);
        Direction down = new Direction(pair.server.engine, pair.client.engine, serverSide.equals("jdk"), 2);

        List<FutureTask<Void>> all = new ArrayList<>();
        for (Direction direction : List.of(up, down)) {
            all.add(SocketPair.background(direction::write));
            all.add(SocketPair.background(direction::read));
        }
        for (FutureTask<Void> each : all) {
            SocketPair.get(each);
        }
    }
}
