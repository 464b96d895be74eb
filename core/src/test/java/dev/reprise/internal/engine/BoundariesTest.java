package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.GnuTlsCase;
import dev.reprise.testing.GnuTlsFault;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import dev.reprise.testing.TestPki;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
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
        NOTHING((host, carrier) -> {}, null),
        CERTIFICATE_RENEWED((host, carrier) -> show(host, RENEWED), null),
        CERTIFICATE_OF_ANOTHER_ALGORITHM((host, carrier) -> show(host, PKI.serverRsa()), null),
        CERTIFICATE_WITH_MORE_NAMES((host, carrier) -> show(host, WIDER), null),
        CERTIFICATE_WITH_A_NAME_LESS((host, carrier) -> show(host, NARROWER), Reason.CONTEXT_MISMATCH),
        CERTIFICATE_OF_ANOTHER_NAME((host, carrier) -> show(host, OTHER), Reason.CONTEXT_MISMATCH),
        POLICY((host, carrier) -> host.serverFingerprint = policy(7), Reason.CONTEXT_MISMATCH),
        CLIENT_CERTIFICATE_NEEDED(
                (host, carrier) -> host.clientAuthentication = ClientAuthentication.NEED,
                Reason.CLIENT_AUTHENTICATION_MISMATCH),
        SHORTER_LIFETIME((host, carrier) -> host.lifetime = Duration.ofMinutes(1), Reason.EXPIRED),
        MORE_SUITES((host, carrier) -> host.serverSuites = CipherSuite.defaults(), null),
        ANOTHER_SUITE((host, carrier) -> host.serverSuites = List.of(carrier.suiteOfTheSameHash()), null) {
            @Override
            @Nullable
            Reason refusal(Carrier carrier) {
                return carrier.isTls12() ? Reason.CIPHER_NOT_ENABLED : null;
            }
        },
        SUITE_OF_ANOTHER_HASH((host, carrier) -> host.serverSuites = List.of(carrier.suiteOfAnotherHash()), null) {
            @Override
            Reason refusal(Carrier carrier) {
                return carrier.isTls12() ? Reason.CIPHER_NOT_ENABLED : Reason.HASH_MISMATCH;
            }
        },
        NOTHING_KEPT((host, carrier) -> host.keepNothing(), Reason.RESUMPTION_DISABLED);

        final BiConsumer<Endpoints, Carrier> at;
        private final @Nullable Reason refusal;

        Boundary(BiConsumer<Endpoints, Carrier> at, @Nullable Reason refusal) {
            this.at = at;
            this.refusal = refusal;
        }

        /** Null: what one host has, the other takes. */
        @Nullable
        Reason refusal(Carrier carrier) {
            return refusal;
        }
    }

    static Stream<Arguments> boundaries() {
        return Stream.of(Carrier.values())
                .flatMap(carrier -> Stream.of(Boundary.values()).map(each -> Arguments.of(carrier, each)));
    }

    @ParameterizedTest
    @MethodSource("boundaries")
    @GnuTlsFault({1, 3, 4})
    @Prevents({
        "virtual-host-confusion",
        "client-authentication-tightened",
        "policy-changed",
        "no-context",
        "tickets-off-but-resumed",
        "other-hash",
        "other-suite"
    })
    @Rfc("9846#4.3.11 compatible-suite")
    void betweenTwoHostsThatShareTheirKeysHold(Carrier carrier, Boundary boundary) {
        Story story = Story.with(carrier);
        story.ends.serverSuites = List.of(carrier.suite());
        Endpoints other = story.ends.neighbour();
        boundary.at.accept(other, carrier);
        story.offering(story.session());
        story.ends.clock.advance(Duration.ofMinutes(2));
        story.ends.clientHasACertificate(); // should it be asked for one
        // What it is bound to is the policy and the identity of before: it offers all the same.
        Reason refusal = boundary.refusal(carrier);
        if (refusal == null) {
            story.resumes(other);
        } else {
            Wire wire = story.isFull(other, refusal);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.DECLINED);
            assertThat(Story.summary(wire.client).peerChain()).isEqualTo(other.serverChain);
            assertThat(Story.summary(wire.server).localChain()).isEqualTo(other.serverChain);
        }
    }

    /** A client of few suites, which could not verify what the server would show now; it need not, in a resumption. */
    @ParameterizedTest
    @EnumSource
    void areNoneBetweenCertificatesOfAnAlgorithmThatTheClientDoesNotVerify(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.clientSuites = List.of(carrier.suite());
        story.session();
        Endpoints renewed = story.ends.neighbour();
        show(renewed, PKI.serverRsa());
        story.resumes(renewed);
    }

    static Stream<Arguments> serverNames() {
        return Stream.of(Carrier.values())
                .flatMap(carrier -> Stream.of(
                        Arguments.of(carrier, "a.example", "b.example"),
                        Arguments.of(carrier, "a.example", null),
                        Arguments.of(carrier, null, "b.example"),
                        Arguments.of(carrier, "a.example", "a.example.org")));
    }

    /** The client lies about where its ticket is from. */
    @ParameterizedTest
    @MethodSource("serverNames")
    @GnuTlsCase({15, 16})
    @GnuTlsFault(6)
    @Prevents("virtual-host-confusion")
    @Rfc("9846#4.7.1 server-name")
    void betweenServerNamesHold(Carrier carrier, @Nullable String first, @Nullable String second) {
        Story story = Story.with(carrier);
        story.ends.serverName = first;
        TlsSession session = story.session();
        story.offering(session, state -> state.serverName(second)).isFull(Reason.SERVER_NAME_MISMATCH);
        story.offering(session, state -> state.serverName(first)).resumes();
    }

    @ParameterizedTest
    @EnumSource
    @Rfc({"9846#4.7.1 server-name", "9846#4.7.1 server-name-reported"})
    void betweenServerNamesDoNotRunThroughTheirLetters(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.serverName = "LocalHost";
        TlsSession session = story.session();
        Wire wire =
                story.offering(session, state -> state.serverName("localhost")).resumes();
        assertThat(Story.summary(wire.server).serverName()).isEqualTo("localhost");
    }

    @Nested
    class OfAClient {
        private void assertNotOffered(Story story, Reason reason) {
            Wire wire = story.isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(reason);
        }

        /** In the pool, and bound by hand. */
        private void assertNotOffered(Story story, TlsSession session, Reason reason) {
            assertNotOffered(story, reason);
            assertNotOffered(story.offering(session), reason);
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("client-policy-changed")
        void aSessionOfAnotherServerNameIsNotOffered(Carrier carrier) {
            Story story = Story.with(carrier);
            story.session();
            story.ends.serverName = "other.example";
            assertNotOffered(story, Reason.SERVER_NAME_MISMATCH);
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("client-policy-changed")
        @Rfc("9846#4.7.1 name-of-the-certificate")
        void aSessionMadeForAnotherNameIsNotOffered(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.serverName = null;
            story.session();
            story.ends.peerName = "127.0.0.1";
            assertNotOffered(story, Reason.PEER_NAME_MISMATCH);
        }

        @ParameterizedTest
        @EnumSource
        @Prevents({"client-policy-changed", "identification"})
        void aSessionMadeWithoutIdentificationIsNotOfferedWhereThereIsSome(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.peerName = null;
            TlsSession session = story.session();
            story.ends.peerName = "localhost";
            assertNotOffered(story, session, Reason.PEER_NAME_MISMATCH);
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("client-policy-changed")
        void aSessionMadeUnderAnotherPolicyIsNotOffered(Carrier carrier) {
            Story story = Story.with(carrier);
            TlsSession session = story.session();
            story.ends.clientFingerprint = policy(3);
            assertNotOffered(story, Reason.NO_SESSION_OFFERED); // it is kept in another place
            assertNotOffered(
                    story.offering(session), Reason.CONTEXT_MISMATCH); // and refused where it is put there by hand
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("client-policy-changed")
        void aSessionMadeWithAnotherCertificateIsNotOffered(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.clientAuthentication = ClientAuthentication.WANT;
            story.ends.clientHasACertificate();
            TlsSession session = story.session();
            TestPki.Identity another = PKI.issue("another", "EC", "another.test");
            story.ends.clientChain = another.chain();
            story.ends.clientKey = another.key();
            assertNotOffered(story, session, Reason.CONTEXT_MISMATCH);
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("client-policy-changed")
        void aSessionMadeWithACertificateIsNotOfferedWithoutIt(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.clientAuthentication = ClientAuthentication.WANT;
            story.ends.clientHasACertificate();
            TlsSession session = story.session();
            story.ends.clientKey = null;
            assertNotOffered(story, session, Reason.CONTEXT_MISMATCH);
        }

        @ParameterizedTest
        @EnumSource
        @GnuTlsFault(3)
        @Prevents("other-hash")
        void aSessionWithoutASuiteForItIsNotOffered(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.serverSuites = List.of(carrier.suite());
            TlsSession session = story.session();
            story.ends.serverSuites = CipherSuite.defaults();
            story.ends.clientSuites = List.of(carrier.suiteOfAnotherHash());
            assertNotOffered(story, session, carrier.isTls12() ? Reason.CIPHER_NOT_ENABLED : Reason.HASH_MISMATCH);
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("intermediate-expired")
        void aSessionWhoseChainRunsOutAnywhereIsNotOffered(Carrier carrier) {
            Story story = Story.with(carrier);
            Instant soon = story.ends.clock.instant().plus(Duration.ofHours(1));
            X509Certificate intermediate = PKI.issue(
                            "intermediate", "EC", story.ends.clock.instant().minus(Duration.ofDays(1)), soon)
                    .certificate();
            story.ends.serverChain = List.of(story.ends.serverChain.get(0), intermediate);
            TlsSession session = story.session();
            story.resumes();
            story.ends.clock.set(soon.plus(Duration.ofSeconds(1)));
            assertNotOffered(story, session, Reason.CERTIFICATE_EXPIRED);
        }

        /** And not a byte of it leaves. */
        @ParameterizedTest
        @EnumSource
        @Prevents("client-policy-changed")
        void aSessionOfAServerThatIsTrustedNoMoreIsNotOffered(Carrier carrier) {
            Story story = Story.with(carrier);
            TlsSession session = story.session();
            story.ends.clientRevalidation = Revalidation.FULL;
            story.resumes();
            story.ends.clientTrusts = false;
            Wire wire = story.offering(session).ends.wire().run();
            // The full handshake that follows is refused by the same judge.
            assertThat(wire.client.fault().orElseThrow().alert()).isEqualTo(AlertDescription.CERTIFICATE_UNKNOWN);
            assertThat(wire.server.isConnected()).isFalse();
            assertThat(Story.sent(wire.clientSide(), Story.ticketOf(session))).isFalse();
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("proxy-ticket")
        void aSessionOfAnotherPortOrHostIsNotOffered(Carrier carrier) {
            Story story = Story.with(carrier);
            story.session();
            Endpoints ends = story.ends;
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
        private static Story withCertificate(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.clientAuthentication = ClientAuthentication.NEED;
            story.ends.clientHasACertificate();
            return story;
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("intermediate-expired")
        void areTheirTimes(Carrier carrier) {
            Story story = withCertificate(carrier);
            Instant soon = story.ends.clock.instant().plus(Duration.ofHours(1));
            X509Certificate intermediate = PKI.issue(
                            "intermediate", "EC", story.ends.clock.instant().minus(Duration.ofDays(1)), soon)
                    .certificate();
            story.ends.clientChain = List.of(story.ends.clientChain.get(0), intermediate);
            story.offering(story.session());
            story.ends.clock.set(soon.plus(Duration.ofSeconds(1)));
            story.isFull(Reason.CERTIFICATE_EXPIRED);
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("client-authentication-tightened")
        void areJudgedAgainWhereThatIsAskedFor(Carrier carrier) {
            Story story = withCertificate(carrier);
            story.ends.bound = story.session();
            Endpoints stricter = story.ends.neighbour();
            stricter.clientAuthentication = ClientAuthentication.NEED;
            stricter.serverRevalidation = Revalidation.FULL;
            stricter.serverTrusts = false;
            Wire wire = new Wire(story.ends.client(), stricter.server()).run();
            // Not resumed; and the full handshake meets the same judge.
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.CERTIFICATE_UNKNOWN);
            stricter.serverTrusts = true;
            story.resumes(stricter); // what was refused before it was used, was not used up
        }

        /** As users of JSSE expect, who log in a trust manager, or ask it a question that costs. */
        @ParameterizedTest
        @EnumSource
        void areNotJudgedAgainWhereThatIsNotAskedForOnEitherSide(Carrier carrier) {
            Story story = withCertificate(carrier);
            int[] asked = new int[1];
            story.ends.beforeVerdict = () -> asked[0]++;
            story.session();
            assertThat(asked[0]).isEqualTo(2);
            story.resumes();
            assertThat(asked[0]).isEqualTo(2);
            story.ends.serverRevalidation = Revalidation.FULL;
            story.ends.clientRevalidation = Revalidation.FULL;
            story.resumes();
            assertThat(asked[0]).isEqualTo(4);
        }

        /** A judge that breaks is no reason to end a connection that could go on without the session. */
        @ParameterizedTest
        @EnumSource
        @Prevents("client-authentication-tightened")
        void areShownAgainWhereTheStoredOnesDoNotDo(Carrier carrier) {
            for (Endpoints.Objection objection : List.<Endpoints.Objection>of(
                    () -> {
                        throw new CertificateException("revoked since");
                    },
                    () -> {
                        throw new IllegalStateException("a bug in a judge");
                    })) {
                Story story = withCertificate(carrier);
                story.offering(story.session());
                Endpoints stricter = story.ends.neighbour();
                stricter.clientAuthentication = ClientAuthentication.NEED;
                stricter.serverRevalidation = Revalidation.FULL;
                int[] asked = new int[1];
                stricter.beforeVerdict = () -> {
                    if (asked[0]++ == 0) {
                        objection.raise();
                    }
                };
                Wire wire = story.isFull(stricter, Reason.CERTIFICATE_NOT_TRUSTED);
                assertThat(asked[0]).isEqualTo(2);
                assertThat(Story.summary(wire.server).peerChain()).isEqualTo(story.ends.clientChain);
            }
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("tickets-off-but-resumed")
        void areNotTakenFromATicketThatIsNotRead(Carrier carrier) {
            Story story = withCertificate(carrier);
            story.offering(story.session());
            Endpoints without = story.ends.neighbour();
            without.keepNothing();
            Wire wire = story.isFull(without, Reason.RESUMPTION_DISABLED);
            assertThat(Story.summary(wire.server).peerChain()).isEmpty();
        }
    }

    /** At every record of a handshake with client certificates: nothing is there yet that could be resumed. */
    @ParameterizedTest
    @EnumSource
    @Prevents("stored-before-authenticated")
    void noSessionIsKeptBeforeTheClientIsAuthenticated(Carrier carrier) {
        Story story = Story.with(carrier);
        StoreInTrouble store = new StoreInTrouble();
        story.ends.keepSessionsIn(store);
        story.ends.clientAuthentication = ClientAuthentication.NEED;
        story.ends.clientHasACertificate();
        Wire wire = story.ends.wire();
        int[] records = new int[1];
        UnaryOperator<byte[]> nothingYet = record -> {
            if (!wire.server.isConnected()) {
                records[0]++;
                assertThat(store.entries).isEmpty();
                assertThat(wire.client.latestSession()).isEmpty();
                assertThat(story.available()).isZero();
            }
            return record;
        };
        wire.clientSide().tamper = nothingYet;
        wire.serverSide().tamper = nothingYet;
        wire.run();
        assertThat(records[0]).isGreaterThan(4);
        assertThat(store.entries.isEmpty()).isEqualTo(carrier.isSealed());
        assertThat(story.available()).isPositive();
    }

    /** Whatever the client says last, it says too little if anything of it is missing. */
    @ParameterizedTest
    @EnumSource
    @Prevents("stored-before-authenticated")
    void noSessionIsKeptOfAClientThatStopsAnywhere(Carrier carrier) {
        for (int said = 0; said < 8; said++) {
            Story story = Story.with(carrier);
            StoreInTrouble store = new StoreInTrouble();
            story.ends.keepSessionsIn(store);
            story.ends.clientAuthentication = ClientAuthentication.NEED;
            story.ends.clientHasACertificate();
            Wire wire = story.ends.wire();
            int last = said;
            wire.clientSide().tamper = record -> wire.clientSide().sent.size() <= last ? record : new byte[0];
            wire.run();
            if (!wire.server.isConnected()) {
                wire.server.closeInbound();
                assertThat(store.entries).isEmpty();
                assertThat(story.available()).isZero();
            } else {
                assertThat(said).isGreaterThan(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("stored-before-authenticated")
    void noSessionIsKeptOfAClientWhoseCertificateIsRefused(Carrier carrier) {
        Story story = Story.with(carrier);
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
}
