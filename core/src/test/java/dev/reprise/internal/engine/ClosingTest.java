package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.TlsSession;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a connection asks for while it closes: always something that can be done, and never what would go on for ever. */
class ClosingTest {
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final Endpoints ends = new Endpoints();

    private static Step wrap(Connection connection) {
        return connection.wrap(NOTHING, 0, 1, ByteBuffer.allocate(17_000));
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

    private static void runTasks(Connection connection) {
        Runnable task;
        while ((task = connection.nextTask()) != null) {
            task.run();
        }
    }

    @Test
    void aConnectionClosedBeforeItBeganNeverBegins() {
        ends.wire().run();
        Instant now = ends.clock.instant();
        ClientSessions.Server server = ends.clientConfig().server();
        int tickets = ends.clientSessions.available(server, now);
        Connection client = ends.client();
        client.closeOutbound();
        assertThat(unwrap(client, new byte[0]).result()).isEqualTo(Step.Result.CLOSED);
        assertThat(client.isConnected()).isFalse();
        assertThat(client.status()).isEqualTo(Status.NOT_HANDSHAKING);
        assertThat(ends.clientSessions.available(server, now))
                .isEqualTo(tickets)
                .isPositive();
    }

    @Test
    void aTransportThatEndsDuringAHandshakeClosesBothDirections() {
        Connection client = ends.client();
        client.begin();
        client.closeInbound();
        for (int i = 0; i < 10 && client.status() == Status.NEED_WRAP; i++) {
            wrap(client);
        }
        assertThat(client.isOutboundDone()).isTrue();
        assertThat(client.status()).isEqualTo(Status.NOT_HANDSHAKING);
    }

    @Test
    void aTaskStillHasToRunWhereTheOtherDirectionIsRead() {
        Connection client = ends.client();
        client.begin();
        Connection server = ends.server();
        unwrap(server, record(client));
        assertThat(server.status()).isEqualTo(Status.NEED_TASK);
        server.closeOutbound();
        assertThat(server.status()).isEqualTo(Status.NEED_WRAP);
        wrap(server);
        assertThat(server.isOutboundDone()).isTrue();
        // Nothing can be unwrapped before the task has run: to ask for bytes would be to ask for ever.
        assertThat(server.status()).isEqualTo(Status.NEED_TASK);
        runTasks(server);
        assertThat(server.status()).isEqualTo(Status.NEED_UNWRAP);
    }

    @Test
    void aHandshakeWhoseLastFlightIsNeverWrittenIsNotSaidToBeFinished() {
        Connection client = ends.client();
        client.begin();
        Connection server = ends.server();
        unwrap(server, record(client));
        runTasks(server);
        while (server.status() == Status.NEED_WRAP) {
            byte[] record = record(server);
            unwrap(client, record);
            runTasks(client);
        }
        assertThat(client.isConnected()).isTrue();
        assertThatThrownBy(() ->
                        unwrap(client, new byte[] {23, 3, 3, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
                .isInstanceOf(TlsFault.class);
        while (client.status() == Status.NEED_WRAP) {
            assertThat(wrap(client).status()).isNotEqualTo(Status.FINISHED);
        }
        assertThat(client.isOutboundDone()).isTrue();
    }

    @Test
    void theEndOfAHandshakeIsToldToOneOfTwoThreads() throws Exception {
        ends.takeTickets = false;
        for (int i = 0; i < 200; i++) {
            Connection client = ends.client();
            client.begin();
            Connection server = ends.server();
            unwrap(server, record(client));
            runTasks(server);
            while (server.status() == Status.NEED_WRAP) {
                unwrap(client, record(server));
                runTasks(client);
            }
            assertThat(client.isConnected()).isTrue();
            AtomicInteger told = new AtomicInteger();
            CountDownLatch reading = new CountDownLatch(1);
            Thread reader = new Thread(() -> {
                reading.countDown();
                while (!client.isOutboundDone()) {
                    count(unwrap(client, new byte[0]), told);
                }
            });
            reader.start();
            reading.await();
            while (client.status() == Status.NEED_WRAP) {
                count(wrap(client), told);
            }
            client.closeOutbound();
            count(wrap(client), told);
            reader.join();
            assertThat(told).hasValue(1);
        }
    }

    private static void count(Step step, AtomicInteger told) {
        if (step.status() == Status.FINISHED) {
            told.incrementAndGet();
        }
    }

    @Test
    void aTicketTakenForAConnectionThatHasEndedMeanwhileIsGivenBack() {
        ends.wire().run();
        ClientSessions pool = ends.clientSessions;
        Instant now = ends.clock.instant();
        ClientSessions.Server name = ends.clientConfig().server();
        int tickets = pool.available(name, now);
        ends.clientSessions = new Forwarding(pool);
        Connection client = ends.client();
        client.begin();
        Runnable task = Objects.requireNonNull(client.nextTask());
        client.closeInbound();
        task.run();
        assertThat(pool.available(name, now)).isEqualTo(tickets).isPositive();
    }

    private int tickets() {
        return ends.clientSessions.available(ends.clientConfig().server(), ends.clock.instant());
    }

    @Test
    void aTicketWhoseHelloWasNeverWrittenIsGivenBackAndNothingLeaves() {
        ends.wire().run();
        int tickets = tickets();
        Connection client = ends.client();
        client.begin();
        assertThat(tickets()).isEqualTo(tickets - 1);
        client.closeOutbound();
        assertThat(tickets()).isEqualTo(tickets);
        assertThat(wrap(client)).isEqualTo(new Step(Step.Result.CLOSED, Status.NOT_HANDSHAKING, 0, 0));
        assertThat(unwrap(client, new byte[0]).result()).isEqualTo(Step.Result.CLOSED);
        assertThat(client.closeInbound()).isTrue();
        assertThat(client.fault()).isEmpty();
        assertThat(tickets()).isEqualTo(tickets);
    }

    @Test
    void aTicketThatAServerMayHaveSeenIsNotGivenBackWhileItMayAnswer() {
        ends.wire().run();
        int tickets = tickets();
        Connection client = ends.client();
        client.begin();
        byte[] hello = record(client);
        client.closeOutbound();
        assertThat(tickets()).isEqualTo(tickets - 1);
        Connection server = ends.server();
        unwrap(server, hello);
        runTasks(server);
        unwrap(client, record(server));
        client.closeInbound();
        assertThat(tickets()).isEqualTo(tickets - 1);
    }

    @Test
    void aTicketThatNoServerAnsweredIsGivenBackOnceTheTransportHasEnded() {
        ends.wire().run();
        int tickets = tickets();
        Connection client = ends.client();
        client.begin();
        record(client);
        client.closeOutbound();
        assertThat(tickets()).isEqualTo(tickets - 1);
        client.closeInbound();
        assertThat(tickets()).isEqualTo(tickets);
    }

    @Test
    void aTicketTakenByATaskThatRanTooLateIsGivenBack() {
        ends.wire().run();
        int tickets = tickets();
        ends.clientSessions = new Forwarding(ends.clientSessions);
        Connection client = ends.client();
        client.begin();
        Runnable task = Objects.requireNonNull(client.nextTask());
        client.closeOutbound();
        task.run();
        assertThat(tickets()).isEqualTo(tickets).isPositive();
        assertThat(client.status()).isEqualTo(Status.NOT_HANDSHAKING);
    }

    /** Sessions that are another's, reached by a task. */
    private record Forwarding(ClientSessions inside) implements ClientSessions {
        @Override
        public void add(Server server, TlsSession session) {
            inside.add(server, session);
        }

        @Override
        public Optional<TlsSession> lease(Server server, Instant now) {
            return inside.lease(server, now);
        }

        @Override
        public void giveBack(Server server, TlsSession session) {
            inside.giveBack(server, session);
        }

        @Override
        public void remove(Server server, TlsSession session) {
            inside.remove(server, session);
        }

        @Override
        public int available(Server server, Instant now) {
            return inside.available(server, now);
        }

        @Override
        public void removeOrigin(byte[] originId) {
            inside.removeOrigin(originId);
        }

        @Override
        public void close() {
            inside.close();
        }
    }
}
