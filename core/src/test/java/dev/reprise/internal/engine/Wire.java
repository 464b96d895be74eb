package dev.reprise.internal.engine;

import dev.reprise.internal.wire.TlsFault;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Two connections and the wire between them, in memory: every record that one wraps is given to the other, tasks are run where they come
 * up. A test may look at what crosses, change it, or keep it back.
 */
final class Wire {
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};
    private static final int MAX_STEPS = 10_000;

    final Connection client;
    final Connection server;
    private final Side clientSide;
    private final Side serverSide;

    /** One end, what it was told, and what came out of it. */
    static final class Side {
        final Connection connection;
        final List<byte[]> sent = new ArrayList<>();
        final ByteArrayOutputStream data = new ByteArrayOutputStream();
        UnaryOperator<byte[]> tamper = record -> record;

        @Nullable
        TlsFault thrown;

        int finished;

        Side(Connection connection) {
            this.connection = connection;
        }
    }

    Wire(Connection client, Connection server) {
        this.client = client;
        this.server = server;
        this.clientSide = new Side(client);
        this.serverSide = new Side(server);
    }

    Side clientSide() {
        return clientSide;
    }

    Side serverSide() {
        return serverSide;
    }

    /** Runs until neither side has anything more to say. */
    Wire run() {
        client.begin();
        server.begin();
        for (int i = 0; i < MAX_STEPS; i++) {
            boolean moved = runTasks(clientSide) | runTasks(serverSide);
            moved |= carry(clientSide, serverSide);
            moved |= carry(serverSide, clientSide);
            if (!moved) {
                return this;
            }
        }
        throw new AssertionError("the two sides never come to rest");
    }

    private static boolean runTasks(Side side) {
        boolean ran = false;
        Runnable task;
        while ((task = side.connection.nextTask()) != null) {
            task.run();
            ran = true;
        }
        return ran;
    }

    private static boolean carry(Side from, Side to) {
        boolean moved = false;
        while (from.connection.status() == Status.NEED_WRAP && !from.connection.isOutboundDone()) {
            byte[] record = wrap(from);
            if (record.length == 0) {
                break;
            }
            from.sent.add(record);
            deliver(from.tamper.apply(record), to);
            moved = true;
        }
        return moved;
    }

    private static byte[] wrap(Side from) {
        ByteBuffer out = ByteBuffer.allocate(17_000);
        Step step = from.connection.wrap(NOTHING, 0, 1, out);
        note(from, step);
        byte[] record = new byte[out.position()];
        out.flip().get(record);
        return record;
    }

    /** Gives bytes to one side, which may make of them what it can; a fault is kept. */
    static void deliver(byte[] bytes, Side to) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        ByteBuffer plain = ByteBuffer.allocate(17_000);
        try {
            while (in.hasRemaining() && !to.connection.isInboundDone()) {
                int before = in.remaining();
                note(to, to.connection.unwrap(in, new ByteBuffer[] {plain}, 0, 1));
                to.data.write(plain.array(), 0, plain.position());
                plain.clear();
                if (!runTasks(to) && in.remaining() == before) {
                    return;
                }
            }
        } catch (TlsFault broken) {
            to.thrown = broken;
        }
    }

    /** One record, or more, and behind them others. */
    static byte[] joined(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    private static void note(Side side, Step step) {
        if (step.status() == Status.FINISHED) {
            side.finished++;
        }
    }

    /** Sends application data from one side and lets everything come to rest. */
    void send(Side from, Side to, byte[] data) {
        ByteBuffer src = ByteBuffer.wrap(data);
        while (src.hasRemaining()) {
            ByteBuffer out = ByteBuffer.allocate(17_000);
            from.connection.wrap(new ByteBuffer[] {src}, 0, 1, out);
            byte[] record = new byte[out.position()];
            out.flip().get(record);
            from.sent.add(record);
            deliver(from.tamper.apply(record), to);
        }
        run();
    }
}
