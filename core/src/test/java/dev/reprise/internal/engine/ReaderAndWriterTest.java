package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ReaderAndWriterTest {
    private final Endpoints ends = new Endpoints();

    @Test
    void servesOneThreadThatReadsAndOneThatWrites() throws Exception {
        Wire wire = ends.wire().run();
        byte[] data = new byte[2_000_000];
        new Random(2).nextBytes(data);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Pipe toServer = new Pipe();
            Pipe toClient = new Pipe();
            List<Future<?>> work = new ArrayList<>();
            work.add(threads.submit(() -> toServer.write(wire.client, data)));
            work.add(threads.submit(() -> toClient.write(wire.server, data)));
            Future<byte[]> atServer = threads.submit(() -> toServer.read(wire.server, data.length));
            Future<byte[]> atClient = threads.submit(() -> toClient.read(wire.client, data.length));
            for (Future<?> each : work) {
                each.get();
            }
            assertThat(Arrays.equals(atServer.get(), data)).isTrue();
            assertThat(Arrays.equals(atClient.get(), data)).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    /** One direction of a transport between threads. */
    private static final class Pipe {
        private final BlockingQueue<byte[]> records = new ArrayBlockingQueue<>(16);

        Void write(Connection from, byte[] data) throws InterruptedException {
            ByteBuffer src = ByteBuffer.wrap(data);
            while (src.hasRemaining()) {
                ByteBuffer out = ByteBuffer.allocate(17_000);
                from.wrap(new ByteBuffer[] {src}, 0, 1, out);
                records.put(Arrays.copyOf(out.array(), out.position()));
            }
            return null;
        }

        byte[] read(Connection to, int length) throws InterruptedException {
            ByteBuffer all = ByteBuffer.allocate(length + 17_000);
            while (all.position() < length) {
                to.unwrap(ByteBuffer.wrap(records.take()), new ByteBuffer[] {all}, 0, 1);
            }
            return Arrays.copyOf(all.array(), length);
        }
    }
}
