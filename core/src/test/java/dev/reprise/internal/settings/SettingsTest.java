package dev.reprise.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.KeyLog;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.store.KeySpec;
import dev.reprise.testing.TestClock;
import dev.reprise.testing.TestPki;
import java.lang.reflect.RecordComponent;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SettingsTest {
    private static final TestPki PKI = TestPki.shared();

    /**
     * Where a component bears on trust: on which sides the fingerprint differs once it does. A server's is taken where
     * it asks for client certificates, since it trusts nobody's otherwise.
     */
    private record Bound(UnaryOperator<SettingsBuilder> change, Set<Side> sides) {}

    private static final Map<String, Bound> BOUND = Map.of(
            "identities",
            new Bound(
                    settings -> settings.identities(new NamedIdentities(List.of(new NamedIdentities.Credential(
                            PKI.client().key(), PKI.client().chain())))),
                    Set.of(Side.CLIENT)), // a server's certificate is bound by its names, in each session
            "trust",
            new Bound(settings -> settings.trust(Trust.of(PKI.trustStore())), Set.of(Side.CLIENT, Side.SERVER)),
            "clientAuthentication",
            new Bound(settings -> settings.clientAuthentication(ClientAuthentication.NEED), Set.of(Side.SERVER)),
            "endpointIdentification",
            new Bound(settings -> settings.endpointIdentification("HTTPS"), Set.of(Side.CLIENT, Side.SERVER)),
            "algorithmConstraints",
            new Bound(settings -> settings.algorithmConstraints(new Everything()), Set.of(Side.CLIENT, Side.SERVER)),
            "context",
            new Bound(settings -> settings.context("shop"), Set.of(Side.CLIENT, Side.SERVER)),
            "trustPolicy",
            new Bound(settings -> settings.trustPolicy("corp-v3"), Set.of(Side.CLIENT, Side.SERVER)));

    /** What does not bear on whom to trust, and so must not part sessions: each with a change to show it. */
    private static final Map<String, UnaryOperator<SettingsBuilder>> FREE = Map.ofEntries(
            Map.entry("versions", settings -> settings.versions(List.of())),
            Map.entry("suites", settings -> settings.suites(List.of(CipherSuite.TLS_CHACHA20_POLY1305_SHA256))),
            Map.entry("groups", settings -> settings.groups(List.of(NamedGroup.SECP384R1))),
            Map.entry("signatureSchemes", settings -> settings.signatureSchemes(List.of(SignatureScheme.ED25519))),
            Map.entry("applicationProtocols", settings -> settings.applicationProtocols(List.of("h2"))),
            Map.entry("stapling", settings -> settings.stapling(new Stapling(false, null))),
            Map.entry(
                    "sides",
                    settings -> settings.sides(Map.of(Side.CLIENT, new SideChoice(List.of(0x0304), null, null)))),
            Map.entry("serverOrder", settings -> settings.serverOrder(false)),
            Map.entry("recordSizeLimit", settings -> settings.recordSizeLimit(512)),
            Map.entry("compatibilityMode", settings -> settings.compatibilityMode(false)),
            Map.entry("revalidation", settings -> settings.revalidation(Revalidation.FULL)),
            Map.entry("pskKe", settings -> settings.pskKe(PskKe.ALLOWED)),
            Map.entry("sessionCreation", settings -> settings.sessionCreation(false)),
            Map.entry(
                    "server",
                    settings -> settings.server(new ServerSources(
                            new KeySpec.Isolated(),
                            null,
                            null,
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(5),
                            TicketMode.STORED,
                            7))),
            Map.entry("client", settings -> settings.client(new ClientSources(null, false, Duration.ofMinutes(5), 9))),
            Map.entry("clock", settings -> settings.clock(new TestClock(Instant.EPOCH))),
            Map.entry("random", settings -> settings.random(new SecureRandom())),
            Map.entry(
                    "keyLog",
                    settings -> settings.keyLog(new KeyLog() {
                        @Override
                        public void log(String label, byte[] clientRandom, Secret secret) {}
                    })),
            Map.entry("listeners", settings -> settings.listeners(List.of(report -> {}))));

    /** Client certificates are asked for, so that whom a server trusts matters. */
    private static SettingsBuilder base() {
        return new SettingsBuilder().clientAuthentication(ClientAuthentication.WANT);
    }

    @Test
    void everyComponentIsBoundOrKnownNotToBearOnTrust() {
        Set<String> known = new TreeSet<>(BOUND.keySet());
        known.addAll(FREE.keySet());

        Set<String> components = Arrays.stream(Settings.class.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        assertThat(components).containsExactlyInAnyOrderElementsOf(known);
        assertThat(BOUND.keySet()).doesNotContainAnyElementsOf(FREE.keySet());
    }

    @TestFactory
    List<DynamicTest> whatBearsOnTrustPartsSessions() {
        return BOUND.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Bound bound = entry.getValue();
                    Settings before = base().build();
                    Settings after = bound.change().apply(base()).build();
                    for (Side side : Side.values()) {
                        assertThat(Arrays.equals(before.fingerprint(side), after.fingerprint(side)))
                                .as("%s of a %s", entry.getKey(), side)
                                .isEqualTo(!bound.sides().contains(side));
                    }
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> whatDoesNotPartsNone() {
        return FREE.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Settings before = base().build();
                    Settings after = entry.getValue().apply(base()).build();
                    assertThat(component(after, entry.getKey()))
                            .as("the change is one")
                            .isNotEqualTo(component(before, entry.getKey()));
                    for (Side side : Side.values()) {
                        assertThat(after.fingerprint(side)).isEqualTo(before.fingerprint(side));
                    }
                }))
                .toList();
    }

    private static Object component(Settings settings, String name) throws ReflectiveOperationException {
        return Settings.class.getMethod(name).invoke(settings);
    }

    @Test
    void defaultsHaveTheSameFingerprintInEveryProcess() {
        assertThat(Settings.defaults().fingerprint(Side.SERVER))
                .isEqualTo(Settings.defaults().fingerprint(Side.SERVER))
                .isNotEqualTo(Settings.defaults().fingerprint(Side.CLIENT));
    }

    @Test
    void aCopyThroughTheBuilderIsEqual() {
        Settings settings = base().context("shop").recordSizeLimit(1024).build();

        assertThat(settings.toBuilder().build()).isEqualTo(settings);
    }

    @Test
    void refusesWhatIsOutOfRangeAndNamesIt() {
        assertThatThrownBy(() -> base().recordSizeLimit(63).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("63");
        assertThatThrownBy(() -> base().recordSizeLimit(16_385).build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> base().applicationProtocols(List.of("")).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        base().applicationProtocols(List.of("x".repeat(256))).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> base().context(" ").build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientSources(null, true, Duration.ofHours(1), 33))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientSources(null, true, Duration.ZERO, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ServerSources(
                        null, null, null, Duration.ofDays(8), Duration.ofHours(1), TicketMode.STATELESS, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 days");
        assertThatThrownBy(() -> new ServerSources(
                        null, null, null, Duration.ofHours(1), Duration.ofHours(1), TicketMode.STATELESS, 33))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatConstraintsForbidIsNotEnabled() {
        Settings settings = base().algorithmConstraints(new Everything() {
                    @Override
                    public boolean permits(Set<CryptoPrimitive> primitives, String name, AlgorithmParameters unused) {
                        return !name.equals("TLS_AES_128_GCM_SHA256") && !name.equals("x25519");
                    }
                })
                .build()
                .permitted();

        assertThat(settings.suites())
                .doesNotContain(CipherSuite.TLS_AES_128_GCM_SHA256)
                .contains(CipherSuite.TLS_AES_256_GCM_SHA384);
        assertThat(settings.groups()).doesNotContain(NamedGroup.X25519).contains(NamedGroup.SECP256R1);
    }

    /** Permits everything. */
    private static class Everything implements AlgorithmConstraints {
        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
            return true;
        }
    }
}
