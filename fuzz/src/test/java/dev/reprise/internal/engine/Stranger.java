package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.wire.AlertReceived;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.TlsFault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whoever sends bytes to a connection without any key: he gets it nowhere, and it tells him so in order. */
final class Stranger {
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};
    private static final int ALERT = 21;
    private static final int APPLICATION_DATA = 23;
    private static final int HEADER = 5;

    private final Connection connection;
    private final List<byte[]> heard = new ArrayList<>();

    Stranger(Connection connection) {
        this.connection = connection;
    }

    /** Sends all of it, in pieces of that size; then the connection is cut. */
    void sends(byte[] stream, int piece) {
        connection.begin();
        try {
            deliver(stream, piece);
        } catch (LocalFault broken) {
            throw new AssertionError("the peer's bytes are no fault of this side", broken);
        } catch (TlsFault refused) {
            assertThat(connection.fault()).containsSame(refused);
        }
        assertThat(connection.isConnected()).isFalse();
        boolean failed = connection.fault().isPresent();
        if (!failed) {
            assertThat(connection.closeInbound()).as("an orderly end").isFalse();
        }
        isOver();
    }

    private void deliver(byte[] stream, int piece) {
        ByteBuffer src = ByteBuffer.wrap(stream).limit(0);
        ByteBuffer[] dst = {ByteBuffer.allocate(17_000)};
        while (true) {
            listen();
            if (connection.isInboundDone()) {
                return;
            }
            Step step = connection.unwrap(src, dst, 0, 1);
            assertThat(step.produced()).isZero();
            if (step.result() == Step.Result.BUFFER_UNDERFLOW) {
                if (src.limit() == stream.length) {
                    return;
                }
                src.limit(Math.min(stream.length, src.limit() + piece));
            } else {
                assertThat(step.result()).isIn(Step.Result.OK, Step.Result.CLOSED);
                assertThat(step.consumed() > 0 || connection.isInboundDone()).isTrue();
            }
        }
    }

    /** Lets the connection work, and takes what it has to say. */
    private void listen() {
        do {
            Runnable task;
            while ((task = connection.nextTask()) != null) {
                task.run();
            }
            while (connection.status() == Status.NEED_WRAP && !connection.isOutboundDone()) {
                ByteBuffer record = ByteBuffer.allocate(17_000);
                connection.wrap(NOTHING, 0, 1, record);
                heard.add(Arrays.copyOf(record.array(), record.position()));
            }
            TlsFault fault = connection.takeFault();
            if (fault != null) {
                throw fault;
            }
        } while (connection.status() == Status.NEED_TASK);
    }

    private void isOver() {
        TlsFault fault = connection.fault().orElseThrow();
        assertThat(fault).isNotInstanceOf(LocalFault.class).hasMessageMatching("(?s).+");
        listen();
        assertThat(connection.isInboundDone()).isTrue();
        assertThat(connection.isOutboundDone()).isTrue();
        assertThat(connection.unwrap(ByteBuffer.wrap(new byte[100]), NOTHING, 0, 1))
                .extracting(Step::result, Step::consumed)
                .containsExactly(Step.Result.CLOSED, 0);
        if (!(fault instanceof AlertReceived)) {
            assertThat(heard).isNotEmpty();
            saysTheAlert(heard.get(heard.size() - 1), fault.alert().code());
        }
    }

    private static void saysTheAlert(byte[] record, int description) {
        if (record[0] == APPLICATION_DATA || record.length > HEADER + 2) {
            assertThat(record[0] & 0xff).as("protected").isIn(ALERT, APPLICATION_DATA);
        } else {
            assertThat(record).startsWith(ALERT, 3).endsWith(0, 2, 2, description);
        }
    }
}
