package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.resumption.Verdict.Abort;
import dev.reprise.internal.resumption.Verdict.Decline;
import dev.reprise.internal.resumption.Verdict.Resume;
import dev.reprise.internal.resumption.Verdict.Revalidate;
import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.SessionStateBuilder;
import dev.reprise.internal.session.Side;
import dev.reprise.session.Reason;
import dev.reprise.testing.Prevents;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResumptionDecisionTest {
    private static final Instant NOW = SampleSessions.NOW;
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    /** Every kind of session, by the name under which the story below is told again for it. */
    static Stream<Arguments> kinds() {
        return Stream.of(
                arguments("TLS 1.3 at a server", (Supplier<SessionStateBuilder>) SampleSessions::server13),
                arguments("TLS 1.3 at a client", (Supplier<SessionStateBuilder>) SampleSessions::client13),
                arguments("TLS 1.2 at a server", (Supplier<SessionStateBuilder>) SampleSessions::server12),
                arguments("TLS 1.2 at a client", (Supplier<SessionStateBuilder>) SampleSessions::client12));
    }

    @Nested
    class ForEveryKindOfSession {
        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        void resumesWhatFits(String kind, Supplier<SessionStateBuilder> sample) {
            SessionState session = sample.get().build();

            assertThat(decide(session, attempt -> {}))
                    .isInstanceOfSatisfying(
                            Resume.class, resume -> assertThat(resume.session()).isEqualTo(session));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        @Prevents("reflection")
        void refusesTheOtherSidesSession(String kind, Supplier<SessionStateBuilder> sample) {
            SessionState session = sample.get().build();
            Side other = session.side() == Side.CLIENT ? Side.SERVER : Side.CLIENT;

            assertDeclined(Reason.CONTEXT_MISMATCH, session, attempt -> attempt.side = other);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        void refusesTheOtherVersionsSession(String kind, Supplier<SessionStateBuilder> sample) {
            SessionState session = sample.get().build();
            int other = session.version() == SessionState.TLS13 ? SessionState.TLS12 : SessionState.TLS13;

            assertDeclined(Reason.VERSION_MISMATCH, session, attempt -> attempt.version = other);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        void comparesServerNamesWithoutRegardToCase(String kind, Supplier<SessionStateBuilder> sample) {
            SessionState named = sample.get().serverName("Shop.Example").build();
            SessionState unnamed = sample.get().serverName(null).build();

            assertResumed(named, attempt -> attempt.serverName = "SHOP.example");
            assertResumed(unnamed, attempt -> {});
            assertDeclined(Reason.SERVER_NAME_MISMATCH, named, attempt -> attempt.serverName = "www.shop.example");
            assertDeclined(Reason.SERVER_NAME_MISMATCH, named, attempt -> attempt.serverName = null);
            assertDeclined(Reason.SERVER_NAME_MISMATCH, unnamed, attempt -> attempt.serverName = "shop.example");
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        void refusesFromTheMillisecondOfItsExpiryOn(String kind, Supplier<SessionStateBuilder> sample) {
            Instant end = NOW.plusSeconds(60);
            SessionState session = sample.get().expiresAt(end.toEpochMilli()).build();

            assertResumed(session, attempt -> attempt.now = end.minus(MILLISECOND));
            assertDeclined(Reason.EXPIRED, session, attempt -> attempt.now = end);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        void countsTheLifetimeFromTheOriginAndNotFromTheIssue(String kind, Supplier<SessionStateBuilder> sample) {
            SessionState session = sample.get()
                    .origin(new byte[32], NOW.minus(Duration.ofHours(2)).toEpochMilli())
                    .issuedAt(NOW.toEpochMilli())
                    .build();

            assertResumed(
                    session,
                    attempt -> attempt.maxLifetime = Duration.ofHours(2).plus(MILLISECOND));
            assertDeclined(Reason.EXPIRED, session, attempt -> attempt.maxLifetime = Duration.ofHours(2));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        void neverResumesAfterSevenDays(String kind, Supplier<SessionStateBuilder> sample) {
            Instant origin = NOW.minus(Duration.ofDays(7));
            SessionState session = sample.get()
                    .origin(new byte[32], origin.toEpochMilli())
                    .expiresAt(NOW.plus(Duration.ofDays(300)).toEpochMilli())
                    .build();
            Consumer<Attempts> generous = attempt -> attempt.maxLifetime = Duration.ofSeconds(Long.MAX_VALUE);

            assertDeclined(Reason.EXPIRED, session, generous);
            assertResumed(session, generous.andThen(attempt -> attempt.now = NOW.minus(MILLISECOND)));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        void forgivesAClockThatIsFiveMinutesAhead(String kind, Supplier<SessionStateBuilder> sample) {
            Duration fiveMinutes = Duration.ofMinutes(5);
            Instant issued = NOW.plus(fiveMinutes);
            SessionState session = sample.get()
                    .origin(new byte[32], issued.toEpochMilli())
                    .issuedAt(issued.toEpochMilli())
                    .build();

            assertResumed(session, attempt -> {});
            assertDeclined(Reason.ISSUED_IN_FUTURE, session, attempt -> attempt.now = NOW.minus(MILLISECOND));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        void refusesAnOriginInTheFutureWhichWouldLengthenItsLife(String kind, Supplier<SessionStateBuilder> sample) {
            SessionState session = sample.get()
                    .origin(new byte[32], NOW.plus(Duration.ofMinutes(6)).toEpochMilli())
                    .build();

            assertDeclined(Reason.ISSUED_IN_FUTURE, session, attempt -> {});
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        void refusesWhereACertificateOfThePeersHasExpired(String kind, Supplier<SessionStateBuilder> sample) {
            SessionState session = sample.get()
                    .peerChain(SampleSessions.serverChain(), NOW.toEpochMilli())
                    .build();

            assertResumed(session, attempt -> {});
            assertDeclined(Reason.CERTIFICATE_EXPIRED, session, attempt -> attempt.now = NOW.plus(MILLISECOND));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        void refusesAnotherPolicy(String kind, Supplier<SessionStateBuilder> sample) {
            SessionState session = sample.get().build();

            assertDeclined(Reason.CONTEXT_MISMATCH, session, attempt -> attempt.fingerprint[31] ^= 1);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.reprise.internal.resumption.ResumptionDecisionTest#kinds")
        void refusesWhereANameOfItsOwnWasLost(String kind, Supplier<SessionStateBuilder> sample) {
            byte[] one = SampleSessions.filled(16, 1);
            byte[] oneAndTwo = Arrays.copyOf(one, 32);
            Arrays.fill(oneAndTwo, 16, 32, (byte) 2);
            SessionState hadOne = sample.get().ownNames(one).build();
            SessionState hadBoth = sample.get().ownNames(oneAndTwo).build();

            assertResumed(hadOne, attempt -> attempt.ownNames = oneAndTwo);
            assertDeclined(Reason.CONTEXT_MISMATCH, hadBoth, attempt -> attempt.ownNames = one);
            assertDeclined(Reason.CONTEXT_MISMATCH, hadOne, attempt -> attempt.ownNames = new byte[0]);
        }
    }

    @Nested
    class Tls13 {
        private final SessionState session = SampleSessions.server13().build(); // TLS_AES_256_GCM_SHA384

        @Test
        void resumesWithAnySuiteOfTheSameHash() {
            SessionState sha256 = SampleSessions.client13().build(); // TLS_AES_128_GCM_SHA256

            assertResumed(sha256, attempt -> attempt.suites = List.of(CipherSuite.TLS_CHACHA20_POLY1305_SHA256));
        }

        @Test
        void refusesWithoutASuiteOfTheSameHash() {
            assertDeclined(
                    Reason.HASH_MISMATCH,
                    session,
                    attempt -> attempt.suites = List.of(
                            CipherSuite.TLS_AES_128_GCM_SHA256,
                            CipherSuite.forName("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"), // of TLS 1.2
                            CipherSuite.of(0x1a1a))); // never heard of
            assertDeclined(Reason.HASH_MISMATCH, session, attempt -> attempt.suites = List.of());
        }

        @Test
        void refusesWithoutAModeInCommon() {
            assertDeclined(Reason.PSK_MODE_MISMATCH, session, attempt -> attempt.pskMode = false);
        }

        @Test
        void doesNotAskForExtendedMasterSecret() {
            assertResumed(session, attempt -> attempt.extendedMasterSecret = false);
        }
    }

    @Nested
    class Tls12 {
        private final SessionState session = SampleSessions.server12().build();

        @Test
        void wantsTheVerySuite() {
            assertDeclined(
                    Reason.CIPHER_NOT_ENABLED,
                    session,
                    attempt -> attempt.suites =
                            List.of(CipherSuite.forName("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256")));
        }

        @Test
        void doesNotAskForModesOfTls13() {
            assertResumed(session, attempt -> attempt.pskMode = false);
        }

        /** The table of RFC 7627 section 5.3, and the rule that sessions without are never resumed. */
        @Test
        void resumesOnlyWhereBothHaveExtendedMasterSecret() {
            SessionState without =
                    SampleSessions.server12().extendedMasterSecret(false).build();

            assertResumed(session, attempt -> {});
            assertThat(decide(session, attempt -> attempt.extendedMasterSecret = false))
                    .isInstanceOfSatisfying(Abort.class, abort -> {
                        assertThat(abort.why()).isEqualTo(BrokenOffer.HELLO_WITHOUT_EXTENDED_MASTER_SECRET);
                    });
            assertDeclined(Reason.EXTENDED_MASTER_SECRET_MISMATCH, without, attempt -> {});
            assertDeclined(
                    Reason.EXTENDED_MASTER_SECRET_MISMATCH, without, attempt -> attempt.extendedMasterSecret = false);
        }

        @Test
        void isNotOfferedByAClientThatHasTheExtensionSwitchedOff() {
            assertDeclined(
                    Reason.EXTENDED_MASTER_SECRET_MISMATCH,
                    SampleSessions.client12().build(),
                    attempt -> attempt.extendedMasterSecret = false);
        }

        @Test
        void endsNoConnectionOverASessionThatCouldNotBeResumedAnyway() {
            Consumer<Attempts> without = attempt -> attempt.extendedMasterSecret = false;

            assertDeclined(
                    Reason.EXPIRED, session, without.andThen(attempt -> attempt.now = NOW.plus(Duration.ofDays(1))));
            assertDeclined(
                    Reason.SERVER_NAME_MISMATCH,
                    session,
                    without.andThen(attempt -> attempt.serverName = "other.example"));
            assertDeclined(
                    Reason.VERSION_MISMATCH, session, without.andThen(attempt -> attempt.version = SessionState.TLS13));
        }
    }

    @Nested
    class Peers {
        @Test
        void withoutACertificateAreRefusedWhereOneIsNeededNow() {
            SessionState anonymous = SampleSessions.bareServer13().build();
            SessionState known = SampleSessions.server13().build();

            assertDeclined(
                    Reason.CLIENT_AUTHENTICATION_MISMATCH,
                    anonymous,
                    attempt -> attempt.clientAuthenticationNeeded = true);
            assertResumed(known, attempt -> attempt.clientAuthenticationNeeded = true);
        }

        @Test
        void thatTightenedTheirPolicyHearThatAndNotJustThatItIsAnother() {
            assertDeclined(
                    Reason.CLIENT_AUTHENTICATION_MISMATCH,
                    SampleSessions.bareServer13().build(),
                    attempt -> {
                        attempt.clientAuthenticationNeeded = true;
                        attempt.fingerprint = new byte[32];
                    });
        }

        @Test
        void areTheOnesThatWereIdentified() {
            SessionState session = SampleSessions.client13().build();

            assertResumed(session, attempt -> attempt.peerName = "SHOP.EXAMPLE");
            assertDeclined(Reason.PEER_NAME_MISMATCH, session, attempt -> attempt.peerName = "www.shop.example");
        }

        @Test
        void thatWereNotIdentifiedServeNoConnectionThatIdentifies() {
            SessionState unidentified = SampleSessions.client13().peerName(null).build();

            assertResumed(unidentified, attempt -> {});
            assertDeclined(Reason.PEER_NAME_MISMATCH, unidentified, attempt -> attempt.peerName = "shop.example");
        }

        @Test
        void thatWereIdentifiedServeNoConnectionThatDoesNot() {
            assertDeclined(
                    Reason.PEER_NAME_MISMATCH, SampleSessions.client13().build(), attempt -> attempt.peerName = null);
        }
    }

    @Nested
    class FullRevalidation {
        private final SessionState session = SampleSessions.client13().build();
        private final Consumer<Attempts> full = attempt -> attempt.revalidation = Revalidation.FULL;

        @Test
        void givesNoProofBeforeTheStoredChainWasJudged() throws Exception {
            Verdict verdict = decide(session, full);

            assertThat(verdict).isInstanceOf(Revalidate.class);
            Revalidate revalidate = (Revalidate) verdict;
            Revalidated proof =
                    revalidate.by(chain -> assertThat(chain).containsExactlyElementsOf(SampleSessions.serverChain()));
            assertThat(proof.session()).isSameAs(session);
            assertThat(revalidate.session()).isSameAs(session);
        }

        @Test
        void givesNoProofIfTheChainIsNotTrusted() {
            Revalidate revalidate = (Revalidate) decide(session, full);

            assertThatThrownBy(() -> revalidate.by(chain -> {
                        throw new CertificateException("revoked");
                    }))
                    .isInstanceOf(CertificateException.class)
                    .hasMessage("revoked");
        }

        @Test
        void isNotNeededWhereThePeerShowedNothing() {
            assertResumed(SampleSessions.bareServer13().build(), full);
        }

        @Test
        void looksAtExpiryFirst() {
            SessionState expired = SampleSessions.client13()
                    .peerChain(SampleSessions.serverChain(), NOW.toEpochMilli() - 1)
                    .build();

            assertDeclined(Reason.CERTIFICATE_EXPIRED, expired, full);
        }
    }

    /** The reasons that are the decision's, as opposed to those of whoever looks for the session or issues it. */
    @Test
    void givesEachOfItsReasonsFirstOfAllThatHold() {
        SessionState worst13 = SampleSessions.bareServer13()
                .issuedAt(NOW.plus(Duration.ofDays(1)).toEpochMilli())
                .expiresAt(0)
                .build();
        SessionState worst12 =
                SampleSessions.server12().extendedMasterSecret(false).build();
        Attempts everythingWrong = Attempts.fitting(worst13);
        everythingWrong.version = SessionState.TLS12;
        everythingWrong.serverName = "other.example";
        everythingWrong.suites = List.of();
        everythingWrong.pskMode = false;
        everythingWrong.clientAuthenticationNeeded = true;
        everythingWrong.peerName = "someone";
        everythingWrong.fingerprint = new byte[32];

        Set<Reason> seen = EnumSet.noneOf(Reason.class);
        seen.add(reason(worst13, everythingWrong));
        everythingWrong.version = SessionState.TLS13;
        seen.add(reason(worst13, everythingWrong));
        everythingWrong.serverName = null;
        seen.add(reason(worst13, everythingWrong));
        SessionState expired =
                worst13.toBuilder().issuedAt(SampleSessions.ISSUED_AT).build();
        seen.add(reason(expired, everythingWrong));
        SessionState alive =
                expired.toBuilder().expiresAt(SampleSessions.EXPIRES_AT).build();
        seen.add(reason(alive, everythingWrong));
        everythingWrong.suites = List.of(alive.suite());
        seen.add(reason(alive, everythingWrong));
        everythingWrong.pskMode = true;
        seen.add(reason(alive, everythingWrong));
        everythingWrong.clientAuthenticationNeeded = false;
        seen.add(reason(alive, everythingWrong));
        everythingWrong.peerName = null;
        SessionState oldChain =
                alive.toBuilder().peerChain(SampleSessions.serverChain(), 1).build();
        seen.add(reason(oldChain, everythingWrong));
        seen.add(reason(alive, everythingWrong));
        Attempts attempt12 = Attempts.fitting(worst12);
        attempt12.suites = List.of();
        seen.add(reason(worst12, attempt12));
        seen.add(reason(worst12.toBuilder().extendedMasterSecret(true).build(), attempt12));

        assertThat(seen)
                .containsExactlyInAnyOrder(
                        Reason.VERSION_MISMATCH,
                        Reason.SERVER_NAME_MISMATCH,
                        Reason.ISSUED_IN_FUTURE,
                        Reason.EXPIRED,
                        Reason.HASH_MISMATCH,
                        Reason.PSK_MODE_MISMATCH,
                        Reason.CLIENT_AUTHENTICATION_MISMATCH,
                        Reason.PEER_NAME_MISMATCH,
                        Reason.CERTIFICATE_EXPIRED,
                        Reason.CONTEXT_MISMATCH,
                        Reason.EXTENDED_MASTER_SECRET_MISMATCH,
                        Reason.CIPHER_NOT_ENABLED);
    }

    private static Reason reason(SessionState session, Attempts attempt) {
        Verdict verdict = ResumptionDecision.decide(session, attempt.build());
        assertThat(verdict).isInstanceOf(Decline.class);
        return ((Decline) verdict).reason();
    }

    private static Verdict decide(SessionState session, Consumer<Attempts> change) {
        Attempts attempt = Attempts.fitting(session);
        change.accept(attempt);
        return ResumptionDecision.decide(session, attempt.build());
    }

    private static void assertResumed(SessionState session, Consumer<Attempts> change) {
        assertThat(decide(session, change)).isInstanceOf(Resume.class);
    }

    private static void assertDeclined(Reason reason, SessionState session, Consumer<Attempts> change) {
        assertThat(decide(session, change)).isEqualTo(new Decline(reason));
    }
}
