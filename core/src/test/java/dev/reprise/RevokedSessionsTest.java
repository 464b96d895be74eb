package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.TestClock;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server's {@code SSLSession.invalidate()} leaves in its store, and for how long. */
class RevokedSessionsTest {
    private final TestClock clock = TestClock.started();
    private final MemorySessionStore store = new MemorySessionStore(clock);
    private final FleetSecret secret = FleetSecret.generate();

    private ServerBuilder node() {
        return server().clock(clock).sessionStore(store).secret(secret);
    }

    /** Another node may have given a ticket that lives longer than this one's would. */
    @Test
    @Prevents("invalidated-session")
    void areRevokedForAsLongAsAnyNodeMayHaveThemLive() throws Exception {
        TicketKeys keys = TicketKeys.derived();
        SSLContext longLived =
                node().ticketKeys(keys).lifetime(Duration.ofDays(7)).build();
        SSLContext shortLived =
                node().ticketKeys(keys).lifetime(Duration.ofHours(1)).build();
        SSLContext client =
                client().clock(clock).sessions(SessionStores.clientMemory()).build();
        EnginePair first = new EnginePair(client, longLived).handshake();
        TlsSession session = Reprise.session(first.client.engine).orElseThrow();

        EnginePair second = offering(session, client, shortLived);
        assertThat(Reprise.resumption(second.server.engine).reason()).isEqualTo(Reason.RESUMED);
        second.server.engine.getSession().invalidate();

        for (Duration since : new Duration[] {Duration.ofMinutes(1), Duration.ofHours(2), Duration.ofDays(6)}) {
            clock.advance(since);
            store.purgeExpired(clock.instant());
            assertThat(Reprise.resumption(offering(session, client, longLived).server.engine)
                            .reason())
                    .as("%s later", since)
                    .isEqualTo(Reason.INVALIDATED);
        }
        clock.advance(Duration.ofDays(1));
        store.purgeExpired(clock.instant());
        assertThat(store.size()).as("of what no session is left").isZero();
    }

    private static EnginePair offering(TlsSession session, SSLContext client, SSLContext server) throws Exception {
        EnginePair pair = new EnginePair(client, server);
        Reprise.resume(pair.client.engine, session);
        return pair.handshake();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Prevents("invalidated-session")
    void leaveNothingOfTheirConnectionInTheStore(String version) throws Exception {
        SSLContext server = node().tickets(false).versions(version).build();
        SSLContext client =
                client().clock(clock).sessions(SessionStores.clientMemory()).build();
        EnginePair pair = new EnginePair(client, server).handshake();
        assertThat(store.size()).isPositive();
        TlsSession session = Reprise.session(pair.client.engine).orElseThrow();

        pair.server.engine.getSession().invalidate();

        assertThat(store.size()).as("the revocation alone").isEqualTo(1);
        assertThat(Reprise.resumption(offering(session, client, server).server.engine)
                        .reason())
                .isEqualTo(Reason.UNKNOWN_SESSION);
    }
}
