package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.resumption.Verdict.Abort;
import dev.reprise.internal.resumption.Verdict.Decline;
import dev.reprise.internal.resumption.Verdict.Resume;
import dev.reprise.internal.resumption.Verdict.Revalidate;
import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.SessionStateBuilder;
import dev.reprise.internal.session.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.jspecify.annotations.Nullable;

/**
 * The decision against a model of the rules, written from their text and not from the code: it collects all that speaks against a
 * resumption, and then says the first of it.
 */
class ResumptionDecisionModelTest {
    private static final Instant NOW = SampleSessions.NOW;

    /** What the cases below must come to, each of it at least once. */
    private static final List<String> EVERY_VERDICT = List.of(
            "resume",
            "revalidate",
            "handshake_failure",
            "version_mismatch",
            "server_name_mismatch",
            "issued_in_future",
            "expired",
            "extended_master_secret_mismatch",
            "cipher_not_enabled",
            "hash_mismatch",
            "psk_mode_mismatch",
            "client_authentication_mismatch",
            "peer_name_mismatch",
            "certificate_expired",
            "context_mismatch");

    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void neverDisagreesWithTheRules(@ForAll("cases") Case given) {
        String decided = word(ResumptionDecision.decide(given.session, given.attempt));

        Statistics.label("verdict")
                .collect(decided)
                .coverage(each -> EVERY_VERDICT.forEach(word -> each.check(word).count(count -> count > 0)));
        assertThat(decided).isEqualTo(model(given.session, given.attempt));
    }

    /** What the rules say, as a word. */
    private static String model(SessionState session, Attempt attempt) {
        TreeMap<Integer, String> against = new TreeMap<>();
        boolean tls13 = session.version() == 0x0304;
        boolean server = attempt.side() == Side.SERVER;
        Instant issued = Instant.ofEpochMilli(session.issuedAt());
        Instant origin = Instant.ofEpochMilli(session.authenticatedAt());
        Instant tolerated = attempt.now().plus(Duration.ofMinutes(5));
        Duration lifetime =
                attempt.maxLifetime().compareTo(Duration.ofDays(7)) > 0 ? Duration.ofDays(7) : attempt.maxLifetime();

        if (session.side() != attempt.side()) {
            against.put(1, "context_mismatch");
        }
        if (session.version() != attempt.version()) {
            against.put(2, "version_mismatch");
        }
        if (!Objects.equals(lower(session.serverName()), lower(attempt.serverName()))) {
            against.put(3, "server_name_mismatch");
        }
        if (issued.isAfter(tolerated) || origin.isAfter(tolerated)) {
            against.put(4, "issued_in_future");
        }
        if (!attempt.now().isBefore(Instant.ofEpochMilli(session.expiresAt()))
                || !attempt.now().isBefore(origin.plus(lifetime))) {
            against.put(5, "expired");
        }
        if (!tls13) {
            if (session.extendedMasterSecret() && !attempt.extendedMasterSecret() && server) {
                against.put(6, "handshake_failure");
            }
            if (!(session.extendedMasterSecret() && attempt.extendedMasterSecret())) {
                against.put(7, "extended_master_secret_mismatch");
            }
            if (attempt.suites().stream()
                    .noneMatch(suite -> suite.code() == session.suite().code())) {
                against.put(8, "cipher_not_enabled");
            }
        } else {
            if (attempt.suites().stream()
                    .filter(suite -> suite.name().matches("TLS_(AES|CHACHA20)_.*"))
                    .noneMatch(suite -> hash(suite).equals(hash(session.suite())))) {
                against.put(8, "hash_mismatch");
            }
            if (!attempt.pskDheKe()) {
                against.put(9, "psk_mode_mismatch");
            }
        }
        if (attempt.clientAuthenticationNeeded() && session.peerChain().isEmpty()) {
            against.put(10, "client_authentication_mismatch");
        }
        if (!Objects.equals(lower(session.peerName()), lower(attempt.peerName()))) {
            against.put(11, "peer_name_mismatch");
        }
        if (!session.peerChain().isEmpty()
                && attempt.now().isAfter(Instant.ofEpochMilli(session.peerChainNotAfter()))) {
            against.put(12, "certificate_expired");
        }
        if (!text(session.fingerprint()).equals(text(attempt.fingerprint()))
                || !names(attempt.ownNames()).containsAll(names(session.ownNames()))) {
            against.put(13, "context_mismatch");
        }
        if (!against.isEmpty()) {
            return against.firstEntry().getValue();
        }
        boolean judgedAnew = attempt.revalidation() == Revalidation.FULL
                || !text(session.judge()).equals(text(attempt.judge()));
        return judgedAnew && !session.peerChain().isEmpty() ? "revalidate" : "resume";
    }

    private static String hash(CipherSuite suite) {
        return suite.name().substring(suite.name().lastIndexOf('_'));
    }

    private static @Nullable String lower(@Nullable String name) {
        return name == null ? null : name.toLowerCase(Locale.ROOT);
    }

    private static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte one : bytes) {
            text.append((char) ('a' + (one & 0xff)));
        }
        return text.toString();
    }

    private static Set<String> names(byte[] hashes) {
        Set<String> names = new HashSet<>();
        for (String all = text(hashes); !all.isEmpty(); all = all.substring(16)) {
            names.add(all.substring(0, 16));
        }
        return names;
    }

    private static String word(Verdict verdict) {
        if (verdict instanceof Resume) {
            return "resume";
        } else if (verdict instanceof Revalidate) {
            return "revalidate";
        } else if (verdict instanceof Decline decline) {
            return decline.reason().word();
        }
        return ((Abort) verdict).why().alert().ianaName();
    }

    /** A session, and an attempt that fits it but for up to five changes to either. */
    record Case(SessionState session, Attempt attempt) {}

    @Provide
    Arbitrary<Case> cases() {
        List<Supplier<SessionStateBuilder>> kinds = List.of(
                SampleSessions::client13,
                SampleSessions::server13,
                SampleSessions::bareServer13,
                SampleSessions::client12,
                SampleSessions::server12,
                () -> SampleSessions.client12().extendedMasterSecret(false),
                () -> SampleSessions.server12().extendedMasterSecret(false));
        Arbitrary<List<BiConsumer<SessionStateBuilder, Attempts>>> changes = Arbitraries.oneOf(List.of(
                        timeChanges(Arbitraries.of(times())),
                        timeChanges(Arbitraries.longs()
                                .between(
                                        NOW.minus(Duration.ofDays(9)).toEpochMilli(),
                                        NOW.plus(Duration.ofDays(9)).toEpochMilli())),
                        randomChanges(),
                        sessionChanges(),
                        attemptChanges(),
                        attemptChanges()))
                .list()
                .ofMaxSize(5);
        return Combinators.combine(Arbitraries.of(kinds), changes).as((kind, chosen) -> {
            SessionStateBuilder builder = kind.get();
            Attempts attempt = Attempts.fitting(builder.build());
            chosen.forEach(change -> change.accept(builder, attempt));
            return new Case(builder.build(), attempt.build());
        });
    }

    private static Arbitrary<BiConsumer<SessionStateBuilder, Attempts>> timeChanges(Arbitrary<Long> times) {
        return Combinators.combine(Arbitraries.integers().between(0, 4), times).as((what, at) -> (session, attempt) -> {
            switch (what) {
                case 0 -> session.issuedAt(at);
                case 1 -> session.expiresAt(at);
                case 2 -> session.origin(new byte[32], at);
                case 3 -> session.peerChain(SampleSessions.serverChain(), at);
                default -> attempt.now = Instant.ofEpochMilli(at);
            }
        });
    }

    /** Configurations that nobody thought of. */
    private static Arbitrary<BiConsumer<SessionStateBuilder, Attempts>> randomChanges() {
        Arbitrary<List<CipherSuite>> suites =
                Arbitraries.of(CipherSuite.defaults()).list().ofMaxSize(4);
        Arbitrary<Duration> lifetimes =
                Arbitraries.longs().between(1, Duration.ofDays(8).toMillis()).map(Duration::ofMillis);
        Arbitrary<Integer> places = Arbitraries.integers().between(0, 31);
        return Combinators.combine(Arbitraries.integers().between(0, 4), suites, lifetimes, places)
                .as((what, offered, lifetime, place) -> (session, attempt) -> {
                    switch (what) {
                        case 0 -> attempt.suites = offered;
                        case 1 -> attempt.maxLifetime = lifetime;
                        case 2 -> attempt.fingerprint[place] ^= (byte) (1 << place % 8);
                        case 3 -> session.fingerprint(SampleSessions.bytes(32, place));
                        default -> attempt.fingerprint = SampleSessions.bytes(32, place);
                    }
                });
    }

    private static Arbitrary<BiConsumer<SessionStateBuilder, Attempts>> sessionChanges() {
        List<BiConsumer<SessionStateBuilder, Attempts>> changes = new ArrayList<>();
        for (@Nullable String name : namesOfServers()) {
            changes.add((session, attempt) -> session.serverName(name));
            changes.add((session, attempt) -> session.peerName(name));
        }
        for (int count = 0; count < 3; count++) {
            byte[] names = SampleSessions.bytes(16 * count, 0x20);
            changes.add((session, attempt) -> session.ownNames(names));
        }
        return Arbitraries.of(changes);
    }

    private static Arbitrary<BiConsumer<SessionStateBuilder, Attempts>> attemptChanges() {
        List<BiConsumer<SessionStateBuilder, Attempts>> changes = new ArrayList<>();
        for (@Nullable String name : namesOfServers()) {
            changes.add((session, attempt) -> attempt.serverName = name);
            changes.add((session, attempt) -> attempt.peerName = name);
        }
        for (Duration lifetime : List.of(
                Duration.ofMillis(1),
                Duration.ofMinutes(30),
                Duration.ofMinutes(30).plusMillis(1),
                Duration.ofDays(7),
                Duration.ofDays(8),
                Duration.ofSeconds(Long.MAX_VALUE))) {
            changes.add((session, attempt) -> attempt.maxLifetime = lifetime);
        }
        for (List<String> suites : List.of(
                List.<String>of(),
                List.of("TLS_AES_128_GCM_SHA256"),
                List.of("TLS_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
                List.of("TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
                List.of("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"))) {
            List<CipherSuite> parsed = suites.stream().map(CipherSuite::forName).toList();
            changes.add((session, attempt) -> attempt.suites = parsed);
        }
        for (int count = 0; count < 3; count++) {
            byte[] names = SampleSessions.bytes(16 * count, 0x20);
            changes.add((session, attempt) -> attempt.ownNames = names);
        }
        changes.add((session, attempt) -> session.judge(new byte[SessionState.JUDGE_LENGTH]));
        changes.add((session, attempt) -> attempt.judge = new byte[SessionState.JUDGE_LENGTH]);
        changes.add((session, attempt) -> attempt.judge = SampleSessions.bytes(SessionState.JUDGE_LENGTH, 1));
        changes.add((session, attempt) -> attempt.suites = List.of(CipherSuite.of(0x1a1a)));
        changes.add((session, attempt) -> attempt.extendedMasterSecret = false);
        changes.add((session, attempt) -> attempt.clientAuthenticationNeeded = true);
        changes.add((session, attempt) -> attempt.pskMode = false);
        changes.add((session, attempt) -> attempt.fingerprint[0]++);
        changes.add((session, attempt) -> attempt.revalidation = Revalidation.FULL);
        changes.add((session, attempt) -> attempt.side = attempt.side == Side.CLIENT ? Side.SERVER : Side.CLIENT);
        changes.add((session, attempt) ->
                attempt.version = attempt.version == SessionState.TLS13 ? SessionState.TLS12 : SessionState.TLS13);
        return Arbitraries.of(changes);
    }

    /** Around each border that there is, on both sides of it. */
    private static List<Long> times() {
        List<Long> times = new ArrayList<>();
        for (Instant border : List.of(
                NOW,
                NOW.plus(Duration.ofMinutes(5)),
                NOW.minus(Duration.ofMinutes(30)),
                NOW.minus(Duration.ofHours(6)),
                NOW.minus(Duration.ofDays(7)),
                NOW.minus(Duration.ofDays(8)),
                NOW.plus(Duration.ofDays(7)),
                Instant.ofEpochMilli(SampleSessions.EXPIRES_AT),
                Instant.ofEpochMilli(SampleSessions.CHAIN_NOT_AFTER))) {
            times.addAll(List.of(border.toEpochMilli() - 1, border.toEpochMilli(), border.toEpochMilli() + 1));
        }
        return times;
    }

    private static List<@Nullable String> namesOfServers() {
        List<@Nullable String> names = new ArrayList<>(List.of("shop.example", "Shop.EXAMPLE", "www.shop.example"));
        names.add(null);
        return names;
    }
}
