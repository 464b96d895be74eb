package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.resumption.PolicyFingerprint.Builder;
import dev.reprise.internal.resumption.PolicyFingerprint.ClientAuthentication;
import dev.reprise.internal.resumption.PolicyFingerprint.Component;
import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.Side;
import dev.reprise.testing.Prevents;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyFingerprintTest {
    private static final byte[] CA = SampleSessions.resource("ca.der");
    private static final byte[] OTHER_CA = SampleSessions.resource("server.der");

    /** Something else than the default for each component; a new component without an entry fails the test below. */
    private static final Map<Component, Consumer<Builder>> CHANGES = new EnumMap<>(Map.of(
            Component.CONTEXT,
            b -> b.context("shop"),
            Component.CLIENT_AUTHENTICATION,
            b -> b.clientAuthentication(ClientAuthentication.WANT),
            Component.ACCEPTED_ISSUERS,
            b -> b.acceptedIssuers(List.of(CA, OTHER_CA)),
            Component.ENDPOINT_IDENTIFICATION,
            b -> b.endpointIdentification("LDAPS"),
            Component.ALGORITHM_CONSTRAINTS,
            b -> b.algorithmConstraints("no SHA-1"),
            Component.TRUST_POLICY,
            b -> b.namedTrust("corp-v3"),
            Component.IDENTITY,
            b -> b.identities(List.of(CA))));

    @ParameterizedTest
    @EnumSource
    @Prevents({"policy-changed", "client-policy-changed"})
    void bindsEveryComponentWhereItsPeerIsJudged(Component component) {
        Builder changed = server();
        change(component, changed);

        assertThat(changed.build()).isNotEqualTo(server().build());
    }

    @Test
    void differsForAnyTwoSetsOfChanges() {
        List<Component> all = List.of(Component.values());
        Set<String> seen = IntStream.range(0, 1 << all.size())
                .mapToObj(chosen -> {
                    Builder builder = server();
                    for (int i = 0; i < all.size(); i++) {
                        if ((chosen & 1 << i) != 0) {
                            change(all.get(i), builder);
                        }
                    }
                    return HexFormat.of().formatHex(builder.build());
                })
                .collect(Collectors.toSet());

        assertThat(seen).hasSize(1 << all.size());
    }

    @Test
    void hasStoodStillSinceItWasFirstReleased() {
        assertThat(PolicyFingerprint.of(Side.SERVER).build())
                .asHexString()
                .isEqualTo("0D84172B46AFA11006F07ECF5E4C421B97EBFA2837781EA829365FC70193D319");
        assertThat(PolicyFingerprint.of(Side.CLIENT).build())
                .asHexString()
                .isEqualTo("6DC2689F769B3E460F0AF16E4A30A0A52BC5EFAC518CA91F3A99650870EE4CA9");
        Builder full = server();
        CHANGES.keySet().forEach(component -> change(component, full));
        assertThat(full.build())
                .asHexString()
                .isEqualTo("B02CCB8BB74FABD75A4E08BAF2220214511077F1ECC7F041A3BEB4E27FAEC561");
    }

    @Test
    void doesNotChangeForDefaultsThatAreSaid() {
        byte[] said = PolicyFingerprint.of(Side.CLIENT)
                .context(null)
                .clientAuthentication(ClientAuthentication.NONE)
                .acceptedIssuers(null)
                .endpointIdentification("")
                .algorithmConstraints(null)
                .identities(List.of())
                .build();

        assertThat(said).isEqualTo(PolicyFingerprint.of(Side.CLIENT).build());
    }

    @Test
    void takesTheLastWordOnEachComponent() {
        assertThat(server().context("a").context(null).build()).isEqualTo(server().build());
        assertThat(server().context("a").context("b").build())
                .isEqualTo(server().context("b").build());
    }

    @Test
    void takesIssuersAsASet() {
        assertThat(server().acceptedIssuers(List.of(CA, OTHER_CA)).build())
                .isEqualTo(server().acceptedIssuers(List.of(OTHER_CA, CA, CA)).build())
                .isNotEqualTo(server().acceptedIssuers(List.of(CA)).build());
        assertThat(server().acceptedIssuers(List.of()).build())
                .as("nobody is trusted")
                .isNotEqualTo(server().build());
    }

    @Test
    void isIndifferentToWhomAServerWouldTrustThatAsksNobody() {
        byte[] plain = PolicyFingerprint.of(Side.SERVER).build();

        assertThat(PolicyFingerprint.of(Side.SERVER)
                        .acceptedIssuers(List.of(CA))
                        .unnamedTrust(new byte[32])
                        .endpointIdentification("HTTPS")
                        .build())
                .isEqualTo(plain);
        assertThat(PolicyFingerprint.of(Side.CLIENT)
                        .acceptedIssuers(List.of(CA))
                        .build())
                .isNotEqualTo(PolicyFingerprint.of(Side.CLIENT).build());
    }

    @Test
    void tellsTheModesOfClientAuthenticationApart() {
        assertThat(List.of(
                        HexFormat.of().formatHex(mode(ClientAuthentication.NONE)),
                        HexFormat.of().formatHex(mode(ClientAuthentication.WANT)),
                        HexFormat.of().formatHex(mode(ClientAuthentication.NEED))))
                .doesNotHaveDuplicates();
    }

    @Test
    void doesNotMistakeANameForAToken() {
        byte[] token = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

        assertThat(server().namedTrust("0123456789abcdef").build())
                .isNotEqualTo(server().unnamedTrust(token).build());
        assertThatThrownBy(() -> server().unnamedTrust(new byte[15])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsTheSidesApart() {
        assertThat(PolicyFingerprint.of(Side.SERVER).build())
                .hasSize(32)
                .isNotEqualTo(PolicyFingerprint.of(Side.CLIENT).build());
    }

    private static void change(Component component, Builder builder) {
        Consumer<Builder> change = CHANGES.get(component);
        assertThat(change).as("a change of %s", component).isNotNull();
        Objects.requireNonNull(change).accept(builder);
    }

    private static Builder server() {
        return PolicyFingerprint.of(Side.SERVER).clientAuthentication(ClientAuthentication.NEED);
    }

    private static byte[] mode(ClientAuthentication mode) {
        return PolicyFingerprint.of(Side.SERVER).clientAuthentication(mode).build();
    }
}
