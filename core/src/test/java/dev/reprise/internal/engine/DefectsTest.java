package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.TlsSession;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody foresaw, in this library or in what it calls, ends a connection with internal_error, and is heard of. */
class DefectsTest {
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final Endpoints ends = new Endpoints();

    /** What a thread can die of. */
    private static void dieOf(boolean error) {
        if (error) {
            throw new NoClassDefFoundError("a class that is not there");
        }
        throw new IllegalStateException("nobody expects this");
    }

    private static byte[] record(Connection connection) {
        ByteBuffer out = ByteBuffer.allocate(17_000);
        connection.wrap(NOTHING, 0, 1, out);
        byte[] record = new byte[out.position()];
        out.flip().get(record);
        return record;
    }

    private static Step unwrap(Connection connection, byte[] record) {
        return connection.unwrap(ByteBuffer.wrap(record), new ByteBuffer[] {ByteBuffer.allocate(17_000)}, 0, 1);
    }

    private static Runnable task(Connection connection) {
        return Objects.requireNonNull(connection.nextTask());
    }

    private static void runTasks(Connection connection) {
        Runnable task;
        while ((task = connection.nextTask()) != null) {
            task.run();
        }
    }

    private static void assertEndsByInternalError(Connection connection) {
        assertThat(connection.fault().orElseThrow().alert()).isEqualTo(AlertDescription.INTERNAL_ERROR);
        assertThat(connection.status()).isEqualTo(Status.NEED_WRAP);
        assertThat(record(connection)).hasSizeGreaterThan(6);
        assertThat(connection.isOutboundDone()).isTrue();
        assertThat(connection.isInboundDone()).isTrue();
        assertThat(connection.status()).isEqualTo(Status.NOT_HANDSHAKING);
    }

    private static void assertHeardOf(@Nullable TlsFault fault, boolean error) {
        assertThat(fault)
                .isInstanceOf(LocalFault.class)
                .hasCauseInstanceOf(error ? NoClassDefFoundError.class : IllegalStateException.class)
                .hasMessageContaining(error ? "a class that is not there" : "nobody expects this");
    }

    /** A task whose work or whose continuation dies. */
    private static void assertEndsByItsTask(Connection connection, boolean error) {
        Runnable task = Objects.requireNonNull(connection.nextTask());
        if (error) {
            assertThatThrownBy(task::run).isInstanceOf(NoClassDefFoundError.class);
        } else {
            task.run();
        }
        assertHeardOf(connection.takeFault(), error);
        assertThat(connection.takeFault()).isNull();
        assertEndsByInternalError(connection);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inTheWorkOfATask(boolean error) {
        ends.beforeVerdict = () -> dieOf(error);
        Connection client = ends.client();
        Connection server = ends.server();
        client.begin();
        unwrap(server, record(client));
        runTasks(server);
        while (server.status() == Status.NEED_WRAP) {
            unwrap(client, record(server));
        }
        assertEndsByItsTask(client, error);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inWhatFollowsATask(boolean error) {
        Connection client = ends.client();
        ends.keyLog = (label, random, secret) -> dieOf(error);
        Connection server = ends.server();
        client.begin();
        unwrap(server, record(client));
        assertEndsByItsTask(server, error);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inARecordThatIsRead(boolean error) {
        Connection server = ends.server();
        ends.keyLog = (label, random, secret) -> dieOf(error);
        Connection client = ends.client();
        client.begin();
        unwrap(server, record(client));
        runTasks(server);
        byte[] hello = record(server);
        Throwable thrown = catchThrowable(() -> unwrap(client, hello));
        assertThat(thrown).isInstanceOf(error ? NoClassDefFoundError.class : LocalFault.class);
        assertHeardOf(client.fault().orElse(null), error);
        assertThat(client.takeFault()).isNull();
        assertEndsByInternalError(client);
    }

    @Test
    void inARecordThatIsWritten() {
        Wire wire = ends.wire().run();
        ByteBuffer[] sources = {null};
        assertThatThrownBy(() -> wire.client.wrap(sources, 0, 1, ByteBuffer.allocate(17_000)))
                .isInstanceOf(LocalFault.class)
                .hasCauseInstanceOf(NullPointerException.class);
        // What was taken for that record is lost: the peer must not get anything behind it, nor take it for the end.
        assertThat(wire.client.isOutboundDone()).isTrue();
        assertThat(record(wire.client)).isEmpty();
        assertThat(wire.client.closeInbound()).isTrue();
        assertThat(wire.server.closeInbound()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAConnectionTellsCostsNoCallItsResult(boolean error) {
        Connection client = Connection.client(ends.clientConfig(), new ConnectionListener() {
            @Override
            public void connected(Connection connection, ConnectionSummary summary) {
                dieOf(error);
            }

            @Override
            public void failed(Connection connection, TlsFault fault) {
                dieOf(error);
            }

            @Override
            public void sessionReceived(Connection connection, TlsSession session) {
                dieOf(error);
            }
        });
        Wire wire = new Wire(client, ends.server()).run();
        assertThat(wire.clientSide().finished).isEqualTo(1);
        assertThat(client.latestSession()).isPresent();
        wire.send(wire.serverSide(), wire.clientSide(), new byte[] {1, 2, 3});
        assertThat(wire.clientSide().data.toByteArray()).containsExactly(1, 2, 3);
        assertThat(client.fault()).isEmpty();
    }
}
