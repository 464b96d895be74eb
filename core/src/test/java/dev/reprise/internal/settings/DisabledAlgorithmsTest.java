package dev.reprise.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.testing.TestPki;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisabledAlgorithmsTest {
    @Test
    void theJdksOwnListLeavesEverythingHereEnabled() {
        DisabledAlgorithms ofJdk = DisabledAlgorithms.forTls();

        assertThat(Settings.supportedSuites()).allMatch(ofJdk::permits);
        assertThat(NamedGroup.defaults()).allMatch(ofJdk::permits);
        assertThat(SignatureScheme.defaults()).allMatch(ofJdk::permits);
        assertThat(ofJdk.permits(ProtocolVersion.TLS13)).isTrue();
        assertThat(ofJdk.permits(ProtocolVersion.TLS10)).isFalse();
        assertThat(DisabledAlgorithms.forCertificates()
                        .permits(TestPki.shared().serverRsa().certificate()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_AES_128_GCM_SHA256", "AES_128_GCM", "tls_aes_128_*", "RC4, AES_128_GCM , DES"})
    void aSuiteIsNamedByItselfByItsCipherOrByAPattern(String text) {
        DisabledAlgorithms disabled = DisabledAlgorithms.of(text);

        assertThat(disabled.permits(CipherSuite.TLS_AES_128_GCM_SHA256)).isFalse();
        assertThat(disabled.permits(CipherSuite.TLS_AES_256_GCM_SHA384)).isTrue();
        assertThat(disabled.permits(CipherSuite.TLS_CHACHA20_POLY1305_SHA256)).isTrue();
    }

    @Test
    void aFamilyOfCiphersGoesAsAWhole() {
        assertThat(Settings.supportedSuites().stream().filter(DisabledAlgorithms.of("AES")::permits))
                .allMatch(suite -> suite.name().contains("CHACHA20_POLY1305"))
                .hasSize(3);
        assertThat(Settings.supportedSuites().stream().filter(DisabledAlgorithms.of("ECDHE_RSA")::permits))
                .noneMatch(suite -> suite.name().contains("ECDHE_RSA"))
                .hasSize(6);
        assertThat(DisabledAlgorithms.of("ChaCha20-Poly1305").permits(CipherSuite.TLS_CHACHA20_POLY1305_SHA256))
                .isFalse();
    }

    @Test
    void schemesAreNamedByThemselvesTheirJcaNameTheirHashOrTheirKey() {
        for (String text : Stream.of("ecdsa_secp256r1_sha256", "SHA256withECDSA", "ECDSA", "SHA256", "SHA-256", "EC")
                .toList()) {
            assertThat(DisabledAlgorithms.of(text).permits(SignatureScheme.ECDSA_SECP256R1_SHA256))
                    .as(text)
                    .isFalse();
        }
        assertThat(DisabledAlgorithms.of("SHA256withRSA").permits(SignatureScheme.ECDSA_SECP256R1_SHA256))
                .isTrue();
        assertThat(DisabledAlgorithms.of("Ed25519").permits(SignatureScheme.ED25519))
                .isFalse();
    }

    @Test
    void groupsAndVersionsAreNamedByThemselves() {
        assertThat(DisabledAlgorithms.of("x25519").permits(NamedGroup.X25519)).isFalse();
        assertThat(DisabledAlgorithms.of("X25519").permits(NamedGroup.X25519)).isFalse();
        assertThat(DisabledAlgorithms.of("secp256r1").permits(NamedGroup.SECP384R1))
                .isTrue();
        assertThat(DisabledAlgorithms.of("X25519MLKEM768").permits(NamedGroup.X25519MLKEM768))
                .isFalse();
        assertThat(DisabledAlgorithms.of("TLSv1.3").permits(ProtocolVersion.TLS13))
                .isFalse();
    }

    @Test
    void sizesOfKeysAreForbiddenByComparison() {
        var rsa = TestPki.shared().serverRsa().certificate();
        var ec = TestPki.shared().serverEc().certificate();

        assertThat(DisabledAlgorithms.of("RSA keySize < 2048").permits(rsa)).isTrue();
        assertThat(DisabledAlgorithms.of("RSA keySize <= 2048").permits(rsa)).isFalse();
        assertThat(DisabledAlgorithms.of("RSA keySize == 2048").permits(rsa)).isFalse();
        assertThat(DisabledAlgorithms.of("RSA keySize != 2048").permits(rsa)).isTrue();
        assertThat(DisabledAlgorithms.of("RSA keySize > 1024").permits(rsa)).isFalse();
        assertThat(DisabledAlgorithms.of("RSA keySize >= 4096").permits(rsa)).isTrue();
        assertThat(DisabledAlgorithms.of("EC keySize < 300").permits(ec)).isFalse();
        assertThat(DisabledAlgorithms.of("EC keySize < 224").permits(ec)).isTrue();
        assertThat(DisabledAlgorithms.of("EC keySize < 300").permits(SignatureScheme.ECDSA_SECP256R1_SHA256))
                .as("an entry about sizes forbids no name")
                .isTrue();
    }

    @Test
    void otherConditionsAreTheJdksToJudge() {
        DisabledAlgorithms conditional = DisabledAlgorithms.of(
                "SHA256 jdkCA & usage TLSServer, ecdsa_secp256r1_sha256 usage HandshakeSignature");

        assertThat(conditional.permits(TestPki.shared().serverEc().certificate()))
                .isTrue();
    }

    @Test
    void caseOfTheLocaleDoesNotMatter() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(DisabledAlgorithms.of("TLS_CHACHA20_POLY1305_SHA256".toLowerCase(Locale.ROOT))
                            .permits(CipherSuite.TLS_CHACHA20_POLY1305_SHA256))
                    .isFalse();
        } finally {
            Locale.setDefault(before);
        }
    }
}
