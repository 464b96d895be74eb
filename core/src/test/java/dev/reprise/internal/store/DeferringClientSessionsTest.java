package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.ClientSessions.Server;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeferringClientSessionsTest {
    private final Server server = new Server("shop.example", 443, new byte[32]);
    private final TlsSession session =
            SessionBridge.wrap(SampleSessions.client13().build());
    private final Instant now = session.issuedAt();

    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private final ClientSessions inside = new MemoryClientSessions();
    private final ClientSessions sessions = new DeferringClientSessions(inside, work::add);

    private void work() {
        Runnable next;
        while ((next = work.poll()) != null) {
            next.run();
        }
    }

    @Test
    void areChangedByTheExecutorAlone() {
        sessions.add(server, session);
        assertThat(inside.available(server, now)).isZero();
        work();
        assertThat(sessions.available(server, now)).isEqualTo(1);

        assertThat(sessions.lease(server, now)).contains(session);
        sessions.giveBack(server, session);
        assertThat(inside.available(server, now)).isZero();
        work();
        assertThat(inside.available(server, now)).isEqualTo(1);

        sessions.remove(server, session);
        assertThat(inside.available(server, now)).isEqualTo(1);
        work();
        assertThat(inside.available(server, now)).isZero();

        sessions.add(server, session);
        sessions.removeOrigin(session.origin().id());
        work();
        assertThat(inside.available(server, now)).isZero();
    }

    @Test
    void areAskedAtOnce() {
        inside.add(server, session);
        assertThat(sessions.lease(server, now)).contains(session);
        assertThat(sessions.absence(server, now)).isEqualTo(Reason.NO_SESSION_OFFERED);
        assertThat(work).isEmpty();
    }

    @Test
    void blockAsWhatIsInsideDoes(@TempDir Path directory) throws Exception {
        assertThat(sessions.mayBlock()).isEqualTo(inside.mayBlock()).isFalse();
        try (ClientSessions blocking =
                new DeferringClientSessions(new DirectoryClientSessions(directory.resolve("sessions")), work::add)) {
            assertThat(blocking.mayBlock()).isTrue();
        }
    }

    @Test
    void areLostWhereTheExecutorTakesNoMore() {
        ClientSessions refused = new DeferringClientSessions(inside, change -> {
            throw new RejectedExecutionException("shut down");
        });
        refused.add(server, session);
        assertThat(refused.available(server, now)).isZero();
    }

    @Test
    void areClosedWithWhatIsInside() {
        sessions.add(server, session);
        sessions.close();
        work();
        assertThat(inside.available(server, now)).isZero();
    }
}
