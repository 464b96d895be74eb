package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionFormatException;
import dev.reprise.session.SessionStore;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.GnuTlsFault;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that were found in GnuTLS, and are not to be found here. */
class GnuTlsFaultsTest {
    @ParameterizedTest
    @EnumSource
    @GnuTlsFault(1)
    @Prevents("client-authentication-tightened")
    void aSessionMadeWithoutAClientCertificateDoesNotServeWhereOneIsNeeded(TicketMode mode) {
        Story story = Story.with(mode);
        story.ends.bound = story.session();
        Endpoints stricter = story.ends.neighbour();
        stricter.clientAuthentication = ClientAuthentication.NEED;
        Wire wire = new Wire(story.ends.client(), stricter.server()).run();
        assertThat(wire.server.isConnected()).isFalse();
        story.ends.clientHasACertificate();
        story.isFull(stricter, Reason.CLIENT_AUTHENTICATION_MISMATCH);
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsFault(4)
    @Prevents("other-hash")
    @Rfc("9846#4.3.11 compatible-suite")
    void aTicketWhoseHashNobodyOffersOrServesAnyMoreCostsTheResumptionOnly(TicketMode mode) {
        Story story = Story.with(mode);
        story.ends.serverSuites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384);
        TlsSession session = story.session();
        story.ends.bound = session;
        // The server has it no more:
        story.ends.serverSuites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
        story.isFull(Reason.HASH_MISMATCH);
        // The client offers it no more, and its ticket all the same:
        story.ends.serverSuites = CipherSuite.defaults();
        Duel.Player server = HandmadeClient.connect(
                story.ends,
                session,
                hello -> new ClientHello(
                        hello.legacyVersion(),
                        hello.random(),
                        hello.legacySessionId(),
                        List.of(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256),
                        hello.compressionMethods(),
                        hello.extensions()));
        assertThat(server.summary).isNotNull();
        assertThat(server.summary.resumption().reason()).isEqualTo(Reason.HASH_MISMATCH);
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsFault(6)
    @Prevents("virtual-host-confusion")
    void aTicketIsBoundToItsServerName(TicketMode mode) {
        Story story = Story.with(mode);
        TlsSession session = story.session();
        story.offering(session, state -> state.serverName("other.example")).isFull(Reason.SERVER_NAME_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "P-7D", "PT0.0000001S", "P7DT0.001S", "P36500D"})
    @GnuTlsFault({7, 8})
    void aLifetimeThatIsNoneOrNegativeOrTooLongIsRefusedWhereItIsSet(String duration) {
        Endpoints ends = new Endpoints();
        ends.lifetime = Duration.parse(duration);
        assertThatIllegalArgumentException()
                .isThrownBy(ends::serverConfig)
                .withMessageContaining("lifetime")
                .withMessageContaining("7 days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EphemeralKeys(new KeySchedule(Duration.ofHours(1), ends.lifetime), ends.random));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EphemeralKeys(new KeySchedule(ends.lifetime, Duration.ofHours(1)), ends.random));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.001S", "PT1S", "P7D"})
    @GnuTlsFault({7, 8})
    void theShortestAndTheLongestLifetimeAreTaken(String duration) {
        Story story = Story.with(TicketMode.STATELESS);
        story.ends.lifetime = Duration.parse(duration);
        story.isFull(Reason.NO_SESSION_OFFERED);
        boolean worthATicket = story.ends.lifetime.toSeconds() > 0;
        assertThat(story.available()).isEqualTo(worthATicket ? 2 : 0);
    }

    @Test
    @GnuTlsFault(9)
    void dataOfASessionThatWasCutAnywhereIsRefusedAndHarmsNoHandshake() {
        Story story = Story.with(TicketMode.STATELESS);
        byte[] data = story.session().export();
        for (int length = 0; length < data.length; length++) {
            byte[] cut = Arrays.copyOf(data, length);
            assertThatThrownBy(() -> TlsSession.parse(cut)).isInstanceOf(SessionFormatException.class);
        }
        story.resumes();
    }

    @Test
    @GnuTlsFault(9)
    void dataOfASessionWithAnyByteChangedIsRefused() {
        byte[] data = Story.with(TicketMode.STATELESS).session().export();
        for (int i = 0; i < data.length; i++) {
            byte[] changed = data.clone();
            changed[i] ^= (byte) (1 << (i & 7));
            assertThatThrownBy(() -> TlsSession.parse(changed)).isInstanceOf(SessionFormatException.class);
        }
    }

    @Test
    @GnuTlsFault(12)
    void anEntryOfAStoreSaysWhenItExpiresAndIsDroppedThen() throws Exception {
        Story story = Story.with(TicketMode.STORED);
        MemorySessionStore store = new MemorySessionStore(100, 1 << 20, story.ends.clock);
        story.ends.keepSessionsIn(store);
        story.session();
        assertThat(store.size()).isEqualTo(2);
        SessionStore.Entry entry =
                new SessionStore.Entry(new byte[1], story.ends.clock.instant().plusSeconds(21_600));
        assertThat(entry.isExpired(story.ends.clock.instant())).isFalse();
        assertThat(store.purgeExpired(story.ends.clock.instant())).isZero();
        story.ends.clock.advance(Duration.ofHours(6));
        assertThat(entry.isExpired(story.ends.clock.instant())).isTrue();
        assertThat(store.purgeExpired(story.ends.clock.instant())).isEqualTo(2);
        assertThat(store.size()).isZero();
    }

    @Test
    @GnuTlsFault(15)
    void noTicketIsNotTheSameAsATicket() {
        Story story = Story.with(TicketMode.STATELESS);
        story.ends.ticketCount = 0;
        story.ends.ticketPool = 0;
        assertThat(story.isFull(Reason.NO_SESSION_OFFERED).client.latestSession())
                .isEmpty();
        story.ends.ticketPool = 1;
        assertThat(story.isFull(Reason.NO_SESSION_OFFERED).client.latestSession())
                .isPresent();
    }

    @Test
    @GnuTlsFault(16)
    void aServerKnowsThatAClientAskedThoughItsTicketDoesNotOpen() {
        Story story = Story.with(TicketMode.STATELESS);
        TlsSession session = story.session();
        story.offeringTicket(session, new byte[200]).isFull(Reason.UNREADABLE);
        story.ends.keys = new EphemeralKeys(KeySchedule.DEFAULT, story.ends.random);
        story.offeringTicket(session, Story.ticketOf(session)).isFull(Reason.UNKNOWN_TICKET_KEY);
    }
}
