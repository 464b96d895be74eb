package dev.reprise.internal.engine;

import dev.reprise.internal.wire.TlsFault;
import java.nio.ByteBuffer;

/** All that one side is ever sent, at once, and all that it does about it. Its own buffers are there before. */
final class Delivery {
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final Connection connection;
    private final ByteBuffer stream;
    private final ByteBuffer record = ByteBuffer.allocate(17_000);
    private final ByteBuffer[] content = {ByteBuffer.allocate(17_000)};

    Delivery(Connection connection, byte[] stream) {
        this.connection = connection;
        this.stream = ByteBuffer.wrap(stream);
    }

    /** Goes on until the connection is over, or waits for more. */
    void run() {
        connection.begin();
        try {
            do {
                listen();
            } while (!connection.isInboundDone()
                    && connection.unwrap(stream, content, 0, 1).result() != Step.Result.BUFFER_UNDERFLOW);
        } catch (TlsFault refused) {
            listen();
        }
    }

    /** How it ended, for people to read. */
    String end() {
        return connection.fault().map(TlsFault::getMessage).orElse("goes on");
    }

    private void listen() {
        do {
            Runnable task;
            while ((task = connection.nextTask()) != null) {
                task.run();
            }
            while (connection.status() == Status.NEED_WRAP && !connection.isOutboundDone()) {
                connection.wrap(NOTHING, 0, 1, record.clear());
            }
        } while (connection.status() == Status.NEED_TASK);
    }
}
