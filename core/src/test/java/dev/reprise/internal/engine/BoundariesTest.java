package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.NewSessionTicket;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import dev.reprise.testing.TestPki;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A session made on one side of a boundary of trust, and offered on the other. Every mechanism meets every boundary. */
class BoundariesTest {
    private static final TestPki PKI = TestPki.shared();
    private static final TestPki.Identity RENEWED = PKI.issue("localhost", "EC", "localhost", "127.0.0.1");
    private static final TestPki.Identity WIDER = PKI.issue("localhost", "EC", "localhost", "127.0.0.1", "b.example");
    private static final TestPki.Identity NARROWER = PKI.issue("localhost", "EC", "localhost");
    private static final TestPki.Identity OTHER = PKI.issue("b.example", "EC", "b.example");

    private static byte[] policy(int number) {
        byte[] fingerprint = new byte[32];
        Arrays.fill(fingerprint, (byte) number);
        return fingerprint;
    }

    private static void show(Endpoints ends, TestPki.Identity identity) {
        ends.serverChain = identity.chain();
        ends.serverKey = identity.key();
    }

    /** What parts one virtual host from another that has the same ticket keys and the same store. */
    enum Boundary {
        NOTHING(b -> {}, null),
        CERTIFICATE_RENEWED(b -> show(b, RENEWED), null),
        CERTIFICATE_OF_ANOTHER_ALGORITHM(b -> show(b, PKI.serverRsa()), null),
        CERTIFICATE_WITH_MORE_NAMES(b -> show(b, WIDER), null),
        CERTIFICATE_WITH_A_NAME_LESS(b -> show(b, NARROWER), Reason.CONTEXT_MISMATCH),
        CERTIFICATE_OF_ANOTHER_NAME(b -> show(b, OTHER), Reason.CONTEXT_MISMATCH),
        POLICY(b -> b.serverFingerprint = policy(7), Reason.CONTEXT_MISMATCH),
        CLIENT_CERTIFICATE_NEEDED(
                b -> b.clientAuthentication = ClientAuthentication.NEED, Reason.CLIENT_AUTHENTICATION_MISMATCH),
        SHORTER_LIFETIME(b -> b.lifetime = Duration.ofMinutes(1), Reason.EXPIRED),
        SUITES_OF_ANOTHER_HASH(b -> b.serverSuites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384), Reason.HASH_MISMATCH),
        TICKETS_OFF(
                b -> b.adjustServer = config -> new ServerConfig(
                        config.endpoint(),
                        config.clientAuthentication(),
                        config.ownOrder(),
                        config.serverNames(),
                        config.applicationProtocols(),
                        ServerSessions.disabled(b.random),
                        config.ticketCount()),
                Reason.RESUMPTION_DISABLED);

        final Consumer<Endpoints> at;
        final @Nullable Reason refusal;

        Boundary(Consumer<Endpoints> at, @Nullable Reason refusal) {
            this.at = at;
            this.refusal = refusal;
        }
    }

    static Stream<Arguments> boundaries() {
        return Stream.of(TicketMode.values())
                .flatMap(mode -> Stream.of(Boundary.values()).map(each -> Arguments.of(mode, each)));
    }

    @ParameterizedTest
    @MethodSource("boundaries")
    @Prevents({"virtual-host-confusion", "client-authentication-tightened", "policy-changed"})
    void betweenTwoHostsThatShareTheirKeysHold(TicketMode mode, Boundary boundary) {
        Story story = Story.with(mode);
        story.ends.serverSuites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
        Endpoints other = story.ends.neighbour();
        boundary.at.accept(other);
        story.ends.bound = story.session();
        story.ends.clock.advance(Duration.ofMinutes(2));
        story.ends.clientHasACertificate(); // should it be asked for one
        // What it is bound to is the policy and the identity of before: it offers all the same.
        if (boundary.refusal == null) {
            story.resumes(other);
        } else {
            Wire wire = story.isFull(other, boundary.refusal);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.DECLINED);
            assertThat(Story.summary(wire.client).peerChain()).isEqualTo(other.serverChain);
        }
    }

    static Stream<Arguments> serverNames() {
        return Stream.of(TicketMode.values())
                .flatMap(mode -> Stream.of(
                        Arguments.of(mode, "a.example", "b.example"),
                        Arguments.of(mode, "a.example", null),
                        Arguments.of(mode, null, "b.example"),
                        Arguments.of(mode, "a.example", "a.example.org")));
    }

    /** The client lies about where its ticket is from. */
    @ParameterizedTest
    @MethodSource("serverNames")
    @Prevents("virtual-host-confusion")
    @Rfc("9846#4.7.1 server-name")
    void betweenServerNamesHold(TicketMode mode, @Nullable String first, @Nullable String second) {
        Story story = Story.with(mode);
        story.ends.serverName = first;
        TlsSession session = story.session();
        story.offering(session, state -> state.serverName(second)).isFull(Reason.SERVER_NAME_MISMATCH);
        story.offering(session, state -> state.serverName(first)).resumes();
    }

    @ParameterizedTest
    @EnumSource
    @Rfc({"9846#4.7.1 server-name", "9846#4.7.1 server-name-reported"})
    void betweenServerNamesDoNotRunThroughTheirLetters(TicketMode mode) {
        Story story = Story.with(mode);
        story.ends.serverName = "LocalHost";
        TlsSession session = story.session();
        Wire wire =
                story.offering(session, state -> state.serverName("localhost")).resumes();
        assertThat(Story.summary(wire.server).serverName()).isEqualTo("localhost");
    }

    @Nested
    class OfAClient {
        private final Story story = Story.with(TicketMode.STATELESS);
        private final Endpoints ends = story.ends;

        private void assertNotOffered(Reason reason) {
            Wire wire = story.isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(reason);
        }

        @Test
        @Prevents("client-policy-changed")
        @Rfc("9846#4.7.1 name-of-the-certificate")
        void aSessionMadeForAnotherNameIsNotOffered() {
            ends.serverName = null;
            story.session();
            ends.peerName = "127.0.0.1";
            assertNotOffered(Reason.PEER_NAME_MISMATCH);
        }

        @Test
        @Prevents({"client-policy-changed", "identification"})
        void aSessionMadeWithoutIdentificationIsNotOfferedWhereThereIsSome() {
            ends.peerName = null;
            TlsSession session = story.session();
            ends.peerName = "localhost";
            assertNotOffered(Reason.PEER_NAME_MISMATCH);
            ends.bound = session;
            assertNotOffered(Reason.PEER_NAME_MISMATCH);
        }

        @Test
        @Prevents("client-policy-changed")
        void aSessionMadeUnderAnotherPolicyIsNotOffered() {
            TlsSession session = story.session();
            ends.clientFingerprint = policy(3);
            assertNotOffered(Reason.NO_SESSION_OFFERED); // it is kept in another place
            ends.bound = session;
            assertNotOffered(Reason.CONTEXT_MISMATCH); // and refused where it is put there by hand
        }

        @Test
        @Prevents("client-policy-changed")
        void aSessionMadeWithAnotherCertificateIsNotOffered() {
            ends.clientAuthentication = ClientAuthentication.WANT;
            ends.clientHasACertificate();
            story.session();
            TestPki.Identity another = PKI.issue("another", "EC", "another.test");
            ends.clientChain = another.chain();
            ends.clientKey = another.key();
            assertNotOffered(Reason.CONTEXT_MISMATCH);
        }

        @Test
        @Prevents("client-policy-changed")
        void aSessionMadeWithACertificateIsNotOfferedWithoutIt() {
            ends.clientAuthentication = ClientAuthentication.WANT;
            ends.clientHasACertificate();
            story.session();
            ends.clientKey = null;
            assertNotOffered(Reason.CONTEXT_MISMATCH);
        }

        @Test
        @Prevents("other-hash")
        void aSessionWithoutASuiteForItIsNotOffered() {
            ends.serverSuites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
            story.session();
            ends.serverSuites = CipherSuite.defaults();
            ends.clientSuites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384);
            assertNotOffered(Reason.HASH_MISMATCH);
        }

        @Test
        @Prevents("intermediate-expired")
        void aSessionWhoseChainRunsOutAnywhereIsNotOffered() {
            Instant soon = ends.clock.instant().plus(Duration.ofHours(1));
            X509Certificate intermediate = PKI.issue(
                            "intermediate", "EC", ends.clock.instant().minus(Duration.ofDays(1)), soon)
                    .certificate();
            ends.serverChain = List.of(ends.serverChain.get(0), intermediate);
            story.session();
            story.resumes();
            ends.clock.set(soon.plus(Duration.ofSeconds(1)));
            assertNotOffered(Reason.CERTIFICATE_EXPIRED);
        }

        @Test
        @Prevents("proxy-ticket")
        void aSessionOfAnotherPortOrHostIsNotOffered() {
            story.session();
            ClientSessions.Server here = ends.clientConfig().server();
            for (ClientSessions.Server elsewhere : List.of(
                    new ClientSessions.Server(here.host(), 8443, here.partition()),
                    new ClientSessions.Server("proxy.example", here.port(), here.partition()),
                    new ClientSessions.Server(here.host(), here.port(), policy(1)))) {
                assertThat(ends.clientSessions.lease(elsewhere, ends.clock.instant()))
                        .isEmpty();
            }
            assertThat(ends.clientSessions.lease(here, ends.clock.instant())).isPresent();
        }
    }

    @Nested
    class OfClientCertificates {
        private static Story withCertificate(TicketMode mode) {
            Story story = Story.with(mode);
            story.ends.clientAuthentication = ClientAuthentication.NEED;
            story.ends.clientHasACertificate();
            return story;
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("intermediate-expired")
        void areTheirTimes(TicketMode mode) {
            Story story = withCertificate(mode);
            Instant soon = story.ends.clock.instant().plus(Duration.ofHours(1));
            X509Certificate intermediate = PKI.issue(
                            "intermediate", "EC", story.ends.clock.instant().minus(Duration.ofDays(1)), soon)
                    .certificate();
            story.ends.clientChain = List.of(story.ends.clientChain.get(0), intermediate);
            story.ends.bound = story.session();
            story.ends.clock.set(soon.plus(Duration.ofSeconds(1)));
            story.isFull(Reason.CERTIFICATE_EXPIRED);
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("client-authentication-tightened")
        void areJudgedAgainWhereThatIsAskedFor(TicketMode mode) {
            Story story = withCertificate(mode);
            story.ends.bound = story.session();
            Endpoints stricter = story.ends.neighbour();
            stricter.clientAuthentication = ClientAuthentication.NEED;
            stricter.serverRevalidation = Revalidation.FULL;
            stricter.serverTrusts = false;
            Wire wire = new Wire(story.ends.client(), stricter.server()).run();
            // Not resumed; and the full handshake meets the same judge.
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.CERTIFICATE_UNKNOWN);
            stricter.serverTrusts = true;
            if (mode == TicketMode.STATELESS) {
                story.resumes(stricter);
            }
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("tickets-off-but-resumed")
        void areNotTakenFromATicketThatIsNotRead(TicketMode mode) {
            Story story = withCertificate(mode);
            story.ends.bound = story.session();
            Endpoints without = story.ends.neighbour();
            Boundary.TICKETS_OFF.at.accept(without);
            Wire wire = story.isFull(without, Reason.RESUMPTION_DISABLED);
            assertThat(Story.summary(wire.server).peerChain()).isEmpty();
        }
    }

    /** At every step of a handshake with client certificates: nothing is there yet that could be resumed. */
    @ParameterizedTest
    @EnumSource
    @Prevents("stored-before-authenticated")
    void noSessionIsKeptBeforeTheClientIsAuthenticated(TicketMode mode) {
        Story story = Story.with(mode);
        StoreInTrouble store = new StoreInTrouble();
        story.ends.keepSessionsIn(store);
        story.ends.clientAuthentication = ClientAuthentication.NEED;
        story.ends.clientHasACertificate();
        Duel duel = new Duel(story.ends);
        int[] states = new int[1];
        Consumer<HandshakeState> nothingYet = state -> {
            if (duel.server().summary == null) {
                states[0]++;
                assertThat(store.entries).isEmpty();
                assertThat(Story.said(duel.server(), NewSessionTicket.class)).isEmpty();
                assertThat(story.available()).isZero();
            }
        };
        duel.watching(nothingYet).fight();
        assertThat(states[0]).isGreaterThan(8);
        assertThat(Story.said(duel.server(), NewSessionTicket.class)).isNotEmpty();
        assertThat(store.entries.isEmpty()).isEqualTo(mode == TicketMode.STATELESS);
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("stored-before-authenticated")
    void noSessionIsKeptOfAClientWhoseCertificateIsRefused(TicketMode mode) {
        Story story = Story.with(mode);
        StoreInTrouble store = new StoreInTrouble();
        story.ends.keepSessionsIn(store);
        story.ends.clientAuthentication = ClientAuthentication.NEED;
        story.ends.clientHasACertificate();
        story.ends.serverTrusts = false;
        Wire wire = story.ends.wire().run();
        assertThat(wire.server.isConnected()).isFalse();
        assertThat(store.entries).isEmpty();
        assertThat(story.available()).isZero();
    }

    @Test
    @Prevents("client-policy-changed")
    void aSessionOfAnotherIdentityIsNotEvenInTheHello() {
        Story story = Story.with(TicketMode.STATELESS);
        story.session();
        story.ends.clientTrusts = false;
        story.ends.clientRevalidation = Revalidation.FULL;
        Duel duel = new Duel(story.ends);
        Story.faultOf(duel);
        assertThat(Story.said(duel.client(), ClientHello.class)
                        .get(0)
                        .extensions()
                        .get(PreSharedKeys.class))
                .isNull();
    }
}
