package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.session.TlsSession;
import java.time.Duration;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Whole connections against a model of the rules, for each way in which a session gets from one to the next: a first one, then time passes and
 * the server is set up anew, then a second one that has that session to offer. The model knows only what was changed.
 */
class ConnectionsModelTest {
    private static final Duration GRANTED = Duration.ofHours(6);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** What the cases below must come to, each of it at least once. */
    private static final Set<String> EVERY_REASON = Set.of(
            "resumed",
            "no_session_offered",
            "unknown_ticket_key",
            "unknown_session",
            "expired",
            "cipher_not_enabled",
            "hash_mismatch",
            "client_authentication_mismatch",
            "context_mismatch");

    /**
     * What is different the second time.
     *
     * @param later how far the clock has moved
     * @param keysRevoked whether the server has none of the ticket keys of before
     * @param keysRotated whether another key seals
     * @param otherStore whether the server has none of the entries of before
     * @param lifetime how old an authentication may be by then
     * @param hash which of two hashes the server's suites have; empty for both
     * @param certificateNeeded whether clients need a certificate by then
     * @param otherPolicy whether anything else that bears on trust changed
     */
    private record Change(
            Duration later,
            boolean keysRevoked,
            boolean keysRotated,
            boolean otherStore,
            Duration lifetime,
            String hash,
            boolean certificateNeeded,
            boolean otherPolicy) {}

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void areResumedAsTheRulesHaveItOrNotAndSayWhy(@ForAll Carrier carrier, @ForAll("changes") Change change) {
        Story story = Story.with(carrier);
        TlsSession session = story.session();
        set(story.ends, change);

        Wire wire = story.offering(session).connects();

        String reason = Story.seenBy(wire.server).reason().word();
        Statistics.label("reason")
                .collect(reason)
                .coverage(each -> EVERY_REASON.forEach(word -> each.check(word).count(count -> count > 0)));
        boolean sha384 = Story.state(session).suite().name().endsWith("SHA384");
        assertThat(reason).isEqualTo(model(carrier, sha384, change));
        assertThat(Story.seenBy(wire.client).resumed()).isEqualTo(reason.equals("resumed"));
    }

    private static String model(Carrier carrier, boolean sha384, Change change) {
        // The client sees to that itself. With a session ID it is told of no lifetime, and has one of its own.
        Duration known = carrier == Carrier.SESSION_ID ? LONGEST : GRANTED;
        if (change.later.compareTo(SKEW.negated()) < 0 || change.later.compareTo(known) >= 0) {
            return "no_session_offered";
        }
        if (carrier.isSealed() && change.keysRevoked) {
            return "unknown_ticket_key";
        }
        if (carrier.isStored() && change.otherStore) {
            return "unknown_session";
        }
        if (change.later.compareTo(change.lifetime) >= 0 || change.later.compareTo(GRANTED) >= 0) {
            return "expired";
        }
        if (!change.hash.isEmpty() && change.hash.equals("SHA384") != sha384) {
            return carrier.isTls12() ? "cipher_not_enabled" : "hash_mismatch";
        }
        if (change.certificateNeeded) {
            return "client_authentication_mismatch";
        }
        return change.otherPolicy ? "context_mismatch" : "resumed";
    }

    private static void set(Endpoints ends, Change change) {
        ends.clock.advance(change.later);
        if (change.keysRotated) {
            ((EphemeralKeys) ends.keys).rotate(ends.clock.instant(), false);
        }
        if (change.keysRevoked) {
            ends.keys = new EphemeralKeys(KeySchedule.DEFAULT, ends.random);
        }
        if (change.otherStore) {
            ends.keepSessionsIn(new MemorySessionStore(10, 1 << 20, ends.clock));
        }
        ends.lifetime = change.lifetime;
        ends.serverSuites = CipherSuite.defaults().stream()
                .filter(suite -> suite.name().endsWith(change.hash))
                .toList();
        if (change.certificateNeeded) {
            ends.clientAuthentication = ClientAuthentication.NEED;
            ends.clientHasACertificate();
        }
        if (change.otherPolicy) {
            ends.serverFingerprint[7]++;
        }
    }

    @Provide
    Arbitrary<Change> changes() {
        Arbitrary<Boolean> seldom = Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true));
        Arbitrary<Duration> borders = Arbitraries.of(
                Duration.ZERO,
                SKEW.negated(),
                SKEW.negated().minusMillis(1),
                Duration.ofHours(1).minusMillis(1),
                Duration.ofHours(1),
                GRANTED.minusMillis(1),
                GRANTED,
                LONGEST.minusMillis(1),
                LONGEST);
        Arbitrary<Duration> later = Arbitraries.frequencyOf(
                Tuple.of(2, borders),
                Tuple.of(4, Arbitraries.longs().between(0, 25_000_000).map(Duration::ofMillis)),
                Tuple.of(1, Arbitraries.longs().between(-400_000, 0).map(Duration::ofMillis)),
                Tuple.of(1, Arbitraries.longs().between(0, 700_000_000).map(Duration::ofMillis)));
        Arbitrary<Duration> lifetimes = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of(GRANTED, LONGEST)),
                Tuple.of(1, Arbitraries.of(Duration.ofHours(1), Duration.ofMillis(1))));
        Arbitrary<String> hashes = Arbitraries.frequency(Tuple.of(2, ""), Tuple.of(1, "SHA256"), Tuple.of(1, "SHA384"));
        return Combinators.combine(later, seldom, seldom, seldom, lifetimes, hashes, seldom, seldom)
                .as(Change::new);
    }
}
