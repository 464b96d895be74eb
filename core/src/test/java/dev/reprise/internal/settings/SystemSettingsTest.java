package dev.reprise.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.store.KeySpec;
import dev.reprise.internal.store.NoSessionStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemSettingsTest {
    private static Settings with(String... namesAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = namesAndValues[i];
            properties.setProperty(name.startsWith("jdk.") ? name : "dev.reprise." + name, namesAndValues[i + 1]);
        }
        return SystemSettings.of(properties).settings().build();
    }

    @Test
    void withoutPropertiesEverythingIsAtItsDefault() {
        Settings settings = with();

        assertThat(settings.server()).isEqualTo(ServerSources.DEFAULT);
        assertThat(settings.client()).isEqualTo(ClientSources.DEFAULT);
        assertThat(settings.endpointIdentification()).isNull();
    }

    @Test
    void propertiesSayWhatTheBuildersSay() {
        Settings settings = with(
                "ticketKeys", "dir:/etc/keys",
                "rotate", "15m",
                "lifetime", "7d",
                "ticketMode", "stored",
                "ticketCount", "5",
                "ticketPool", "9",
                "ciphers", "TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_GCM_SHA256",
                "groups", "secp256r1",
                "context", "shop",
                "trustPolicy", "corp-v3",
                "revalidation", "full",
                "pskKe", "true");

        assertThat(settings.server().keys()).isInstanceOf(KeySpec.InDirectory.class);
        assertThat(settings.server().rotate()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.server().lifetime()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.server().mode()).isEqualTo(TicketMode.STORED);
        assertThat(settings.server().ticketCount()).isEqualTo(5);
        assertThat(settings.client().pool()).isEqualTo(9);
        assertThat(settings.suites())
                .containsExactly(CipherSuite.TLS_CHACHA20_POLY1305_SHA256, CipherSuite.TLS_AES_128_GCM_SHA256);
        assertThat(settings.groups()).containsExactly(NamedGroup.SECP256R1);
        assertThat(settings.context()).isEqualTo("shop");
        assertThat(settings.trustPolicy()).isEqualTo("corp-v3");
        assertThat(settings.revalidation()).isEqualTo(Revalidation.FULL);
        assertThat(settings.pskKe()).isEqualTo(PskKe.ALLOWED);
        assertThat(with("pskKe", "insisted").pskKe()).isEqualTo(PskKe.INSISTED);
        assertThat(with("pskKe", "false").pskKe()).isEqualTo(PskKe.OFF);
        assertThat(with("tickets", "false").server().keys()).isNull();
        assertThat(with("store", "none").server().store()).isSameAs(NoSessionStore.INSTANCE);
        assertThat(with("store", "memory").server().store()).isNull();
    }

    @Test
    void switchesOfTheJdkSayWhatPropertiesDoNot() {
        Settings settings = with(
                "jdk.tls.namedGroups", "secp521r1, SECP384R1, x25519",
                "jdk.tls.server.newSessionTicketCount", "7",
                "jdk.tls.server.sessionTicketTimeout", "3600",
                "jdk.tls.server.statelessKeyTimeout", "7200",
                "jdk.tls.server.enableSessionTicketExtension", "false",
                "jdk.tls.client.useCompatibilityMode", "false");

        assertThat(settings.groups()).containsExactly(NamedGroup.SECP384R1, NamedGroup.X25519);
        assertThat(settings.server().ticketCount()).isEqualTo(7);
        assertThat(settings.server().lifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.server().rotate()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.server().keys()).isNull();
        assertThat(settings.compatibilityMode()).isFalse();
    }

    @Test
    void whatPropertiesSayComesBeforeTheJdksSwitches() {
        Settings settings = with(
                "jdk.tls.namedGroups", "x25519",
                "groups", "secp256r1",
                "jdk.tls.server.newSessionTicketCount", "7",
                "ticketCount", "3",
                "jdk.tls.server.sessionTicketTimeout", "3600",
                "lifetime", "2h",
                "jdk.tls.server.statelessKeyTimeout", "7200",
                "rotate", "3h",
                "jdk.tls.server.enableSessionTicketExtension", "false",
                "tickets", "true");

        assertThat(settings.groups()).containsExactly(NamedGroup.SECP256R1);
        assertThat(settings.server().ticketCount()).isEqualTo(3);
        assertThat(settings.server().lifetime()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.server().rotate()).isEqualTo(Duration.ofHours(3));
        assertThat(settings.server().keys()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"0, P7D", "604801, P7D", "604800, P7D", "1, PT1S"})
    void aTimeoutOfTheJdksIsCutToTheLongestLifetimeAsJssesIs(String seconds, Duration lifetime) {
        assertThat(with("jdk.tls.server.sessionTicketTimeout", seconds).server().lifetime())
                .isEqualTo(lifetime);
    }

    @ParameterizedTest
    @CsvSource({
        "jdk.tls.namedGroups, secp521r1",
        "jdk.tls.server.newSessionTicketCount, 33",
        "jdk.tls.server.newSessionTicketCount, many",
        "jdk.tls.server.sessionTicketTimeout, -1",
        "jdk.tls.server.statelessKeyTimeout, 59",
        "jdk.tls.server.statelessKeyTimeout, 604801",
        "jdk.tls.server.enableSessionTicketExtension, no",
        "jdk.tls.client.useCompatibilityMode, no"
    })
    void aSwitchOfTheJdksThatCannotBeUnderstoodHasNoEffect(String name, String value) {
        Settings settings = with(name, value);

        assertThat(settings.server()).isEqualTo(ServerSources.DEFAULT);
        assertThat(settings.groups()).isEqualTo(NamedGroup.defaults());
        assertThat(settings.compatibilityMode()).isTrue();
    }

    @Test
    void aStoreOfFilesIsOpenedOnceAndMakesItsSecretBesideItself(@TempDir Path folder) {
        String spec = "file:" + folder.resolve("sessions");

        Settings first = with("store", spec);
        Settings second = with("store", spec);

        assertThat(first.server().store()).isNotNull().isSameAs(second.server().store());
        assertThat(first.server().secret()).isNotNull();
        assertThat(folder.resolve("sessions.secret")).isRegularFile();
    }

    @Test
    void aClientsSessionsMayBeInADirectory(@TempDir Path folder) {
        String spec = "dir:" + folder.resolve("client");

        assertThat(with("clientSessions", spec).client().sessions())
                .isNotNull()
                .isSameAs(with("clientSessions", spec).client().sessions());
    }

    @ParameterizedTest
    @CsvSource({
        "rotate, 6 hours, 90s",
        "lifetime, 8d, 7 days",
        "ticketMode, both, stored",
        "tickets, yes, true or false",
        "rotate, 0s, more than",
        "ticketCount, many, 0 to 32",
        "ticketCount, 33, 0 to 32",
        "ticketPool, 0, 1 to 32",
        "pskKe, perhaps, insisted",
        "ciphers, TLS_NULL, TLS_NULL",
        "store, nowhere, memory",
        "clientSessions, nowhere, dir:PATH",
        "ticketKeys, nowhere, ephemeral"
    })
    void whatCannotBeUnderstoodIsNamedWithWhatWasExpected(String name, String value, String expected) {
        assertThatThrownBy(() -> with(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dev.reprise." + name)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nowhere://user:swordfish@host/1", "nowhere:x?password=swordfish", "nowhere:x;PASSWORD=swordfish"
            })
    void noMessageSaysThePasswordOfAStore(String spec) {
        for (String name : List.of("store", "ticketKeys")) {
            assertThatThrownBy(() -> with(name, spec))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nowhere:")
                    .hasMessageNotContaining("swordfish");
        }
    }

    @Test
    void aMessageNamesTheProperty() {
        assertThatThrownBy(() -> with("rotate", "soon"))
                .hasMessageContaining("dev.reprise.rotate")
                .hasMessageContaining("soon");
    }

    @ParameterizedTest
    @CsvSource({
        "ticketkeys, ticketKeys",
        "tiketKeys, ticketKeys",
        "lifeTime, lifetime",
        "stores, store",
        "psk, pskKe",
        "cipherSuites, ciphers"
    })
    void anUnknownNameIsHintedAtTheNearestOne(String unknown, String near) {
        assertThat(SystemSettings.nearest(unknown)).isEqualTo(near);
    }

    @Test
    void anUnknownNameCostsAWarningAndNothingElse() {
        assertThat(with("tiketKeys", "dir:/etc/keys").server()).isEqualTo(ServerSources.DEFAULT);
    }

    private static List<Integer> versions(Settings settings, Side side) {
        return settings.on(side).versions();
    }

    @Test
    void oneSidesProtocolsSuitesAndSchemesAreThatSidesAlone() {
        Settings settings = with(
                "jdk.tls.client.protocols", "TLSv1.3,TLSv1.1",
                "jdk.tls.server.cipherSuites", "TLS_AES_256_GCM_SHA384, TLS_RSA_WITH_AES_128_CBC_SHA",
                "jdk.tls.client.SignatureSchemes", "ed25519,ecdsa_secp256r1_sha256");

        assertThat(versions(settings, Side.CLIENT)).containsExactly(ProtocolVersion.TLS13);
        assertThat(versions(settings, Side.SERVER)).isEqualTo(Settings.supportedVersions());
        assertThat(settings.on(Side.SERVER).suites()).containsExactly(CipherSuite.TLS_AES_256_GCM_SHA384);
        assertThat(settings.on(Side.CLIENT).suites()).isEqualTo(Settings.supportedSuites());
        assertThat(settings.on(Side.CLIENT).signatureSchemes())
                .containsExactly(SignatureScheme.ED25519, SignatureScheme.ECDSA_SECP256R1_SHA256);
        assertThat(settings.on(Side.SERVER).signatureSchemes()).isEqualTo(SignatureScheme.defaults());
    }

    @Test
    void suitesThatThisLibraryWasToldComeBeforeOneSides() {
        Settings settings = with(
                "ciphers", "TLS_AES_128_GCM_SHA256",
                "jdk.tls.server.cipherSuites", "TLS_AES_256_GCM_SHA384");

        assertThat(settings.on(Side.SERVER).suites()).containsExactly(CipherSuite.TLS_AES_128_GCM_SHA256);
    }

    @Test
    void whereNothingKnownIsNamedTheDefaultsStay() {
        Settings settings = with("jdk.tls.server.protocols", "TLSv1.1", "jdk.tls.client.cipherSuites", "NULL");

        assertThat(settings.on(Side.SERVER)).isEqualTo(settings.on(Side.CLIENT));
        assertThat(versions(settings, Side.SERVER)).isEqualTo(Settings.supportedVersions());
    }

    @Test
    void clientsAskForOcspUnlessTheJdksSwitchSaysNo(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("status.der"), new byte[] {1, 2});

        assertThat(with().stapling()).isEqualTo(Stapling.DEFAULT);
        assertThat(with("jdk.tls.client.enableStatusRequestExtension", "false")
                        .stapling()
                        .asked())
                .isFalse();
        assertThat(with("jdk.tls.server.enableStatusRequestExtension", "true")
                        .stapling()
                        .source())
                .isNull();
        assertThat(with("ocspResponse", file.toString()).stapling().source()).isInstanceOf(StapledFile.class);
    }
}
