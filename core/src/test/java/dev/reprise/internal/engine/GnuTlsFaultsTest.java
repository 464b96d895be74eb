package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.internal.wire.AlertDescription;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that were found in GnuTLS, and are not to be found here. */
class GnuTlsFaultsTest {
    @ParameterizedTest
    @EnumSource
    @GnuTlsFault(1)
    @Prevents("client-authentication-tightened")
    void aSessionMadeWithoutAClientCertificateDoesNotLetAClientInThatHasNone(Carrier carrier) {
        Story story = Story.with(carrier);
        story.offering(story.session());
        Endpoints stricter = story.ends.neighbour();
        stricter.clientAuthentication = ClientAuthentication.NEED;
        Wire wire = new Wire(story.ends.client(), stricter.server()).run();
        assertThat(wire.server.isConnected()).isFalse();
        assertThat(wire.server.fault().orElseThrow().alert())
                .isEqualTo(
                        carrier.isTls12() ? AlertDescription.HANDSHAKE_FAILURE : AlertDescription.CERTIFICATE_REQUIRED);
    }

    /** The client offers its ticket, and no suite for it: honest ones do not. */
    @ParameterizedTest
    @EnumSource(names = {"STATELESS", "STORED"})
    @GnuTlsFault(4)
    @Prevents("other-hash")
    @Rfc("9846#4.3.11 compatible-suite")
    void aTicketWhoseHashTheClientDoesNotOfferCostsTheResumptionOnly(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.serverSuites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384);
        TlsSession session = story.session();
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
        Story story = Story.with(Carrier.STATELESS);
        story.ends.lifetime = Duration.parse(duration);
        story.isFull(Reason.NO_SESSION_OFFERED);
        boolean worthATicket = story.ends.lifetime.toSeconds() > 0;
        assertThat(story.available()).isEqualTo(worthATicket ? 2 : 0);
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsFault(9)
    void dataOfASessionThatWasCutAnywhereIsRefusedAndHarmsNoHandshake(Carrier carrier) {
        Story story = Story.with(carrier);
        byte[] data = story.session().export();
        for (int length = 0; length < data.length; length++) {
            byte[] cut = Arrays.copyOf(data, length);
            assertThatThrownBy(() -> TlsSession.parse(cut)).isInstanceOf(SessionFormatException.class);
        }
        story.resumes();
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsFault(9)
    void dataOfASessionWithAnyByteChangedIsRefused(Carrier carrier) {
        byte[] data = Story.with(carrier).session().export();
        for (int i = 0; i < data.length; i++) {
            byte[] changed = data.clone();
            changed[i] ^= (byte) (1 << (i & 7));
            assertThatThrownBy(() -> TlsSession.parse(changed)).isInstanceOf(SessionFormatException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SESSION_ID", "STORED"})
    @GnuTlsFault(12)
    void anEntryOfAStoreSaysWhenItExpiresAndIsDroppedThen(Carrier carrier) throws Exception {
        Story story = Story.with(carrier);
        MemorySessionStore store = new MemorySessionStore(100, 1 << 20, story.ends.clock);
        story.ends.keepSessionsIn(store);
        story.session();
        int kept = carrier == Carrier.STORED ? 2 : 1;
        assertThat(store.size()).isEqualTo(kept);
        SessionStore.Entry entry =
                new SessionStore.Entry(new byte[1], story.ends.clock.instant().plusSeconds(21_600));
        assertThat(entry.isExpired(story.ends.clock.instant())).isFalse();
        assertThat(store.purgeExpired(story.ends.clock.instant())).isZero();
        story.ends.clock.advance(Duration.ofHours(6));
        assertThat(entry.isExpired(story.ends.clock.instant())).isTrue();
        assertThat(store.purgeExpired(story.ends.clock.instant())).isEqualTo(kept);
        assertThat(store.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsFault(15)
    void noSessionIsNotTheSameAsASession(Carrier carrier) {
        Story story = Story.with(carrier);
        Endpoints without = story.ends.neighbour();
        without.keepNothing();
        assertThat(story.isFull(without, Reason.NO_SESSION_OFFERED).client.latestSession())
                .isEmpty();
        assertThat(story.isFull(Reason.NO_SESSION_OFFERED).client.latestSession())
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsFault(16)
    void aServerKnowsThatAClientAskedThoughWhatItOffersDoesNotOpen(Carrier carrier) {
        Story story = Story.with(carrier);
        TlsSession session = story.session();
        Wire wire = story.offeringTicket(session, new byte[carrier.isStored() ? 32 : 200])
                .connects();
        assertThat(Story.seenBy(wire.server).reason())
                .isEqualTo(carrier.isStored() ? Reason.UNKNOWN_SESSION : Reason.UNREADABLE);
        if (carrier.isSealed()) {
            story.ends.keys = new EphemeralKeys(KeySchedule.DEFAULT, story.ends.random);
            story.offering(session).isFull(Reason.UNKNOWN_TICKET_KEY);
        }
    }
}
