package dev.reprise.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Suites, groups and schemes: names and codes as IANA has them, and values for all the rest. */
class RegistriesTest {
    @Nested
    class CipherSuites {
        @ParameterizedTest
        @CsvSource({
            "0x1301, TLS_AES_128_GCM_SHA256, true, AES_128_GCM, SHA256, ANY",
            "0x1302, TLS_AES_256_GCM_SHA384, true, AES_256_GCM, SHA384, ANY",
            "0x1303, TLS_CHACHA20_POLY1305_SHA256, true, CHACHA20_POLY1305, SHA256, ANY",
            "0xC02B, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, false, AES_128_GCM, SHA256, ECDSA",
            "0xC02C, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, false, AES_256_GCM, SHA384, ECDSA",
            "0xC02F, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, false, AES_128_GCM, SHA256, RSA",
            "0xC030, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, false, AES_256_GCM, SHA384, RSA",
            "0xCCA8, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, false, CHACHA20_POLY1305, SHA256, RSA",
            "0xCCA9, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, false, CHACHA20_POLY1305, SHA256, ECDSA"
        })
        void areKnownByCodeAndName(
                String code,
                String name,
                boolean tls13,
                AeadAlgorithm aead,
                HashAlgorithm hash,
                CipherSuite.Authentication authentication) {
            CipherSuite suite = CipherSuite.of(Integer.decode(code));
            assertThat(suite).isSameAs(CipherSuite.forName(name)).hasToString(name);
            assertThat(suite.name()).isEqualTo(name);
            assertThat(suite.code()).isEqualTo(Integer.decode(code));
            assertThat(suite.isKnown()).isTrue();
            assertThat(suite.isUsable()).isTrue();
            assertThat(suite.isTls13()).isEqualTo(tls13);
            assertThat(suite.aead()).isEqualTo(aead);
            assertThat(suite.hash()).isEqualTo(hash);
            assertThat(suite.authentication()).isEqualTo(authentication);
        }

        @Test
        void areValuesWhoeverAssignedThem() {
            CipherSuite grease = CipherSuite.of(0x1A1A);
            assertThat(grease).isEqualTo(CipherSuite.of(0x1A1A)).hasSameHashCodeAs(CipherSuite.of(0x1A1A));
            assertThat(grease).isNotEqualTo(CipherSuite.of(0x2A2A)).hasToString("0x1A1A");
            assertThat(grease.isKnown()).isFalse();
            assertThat(grease.isUsable()).isFalse();
            assertThat(grease.isTls13()).isFalse();
            assertThatIllegalStateException().isThrownBy(grease::aead).withMessageContaining("0x1A1A");
            assertThatIllegalStateException().isThrownBy(grease::hash);
            assertThatIllegalStateException().isThrownBy(grease::authentication);
        }

        @Test
        void offerTls13First() {
            assertThat(CipherSuite.defaults()).hasSize(9).startsWith(CipherSuite.TLS_AES_128_GCM_SHA256);
            assertThat(CipherSuite.defaults().subList(0, 3)).allMatch(CipherSuite::isTls13);
            assertThat(CipherSuite.defaults().subList(3, 9)).noneMatch(CipherSuite::isTls13);
        }

        @Test
        void saysWhichThereAreIfTheNameIsNone() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CipherSuite.forName("TLS_NULL"))
                    .withMessageContaining("\"TLS_NULL\"")
                    .withMessageContaining("TLS_AES_128_GCM_SHA256");
        }
    }

    @Nested
    class NamedGroups {
        @ParameterizedTest
        @CsvSource({
            "0x11EC, X25519MLKEM768, false",
            "0x001D, x25519, true",
            "0x0017, secp256r1, true",
            "0x0018, secp384r1, true"
        })
        void areKnownByCodeAndName(String code, String name, boolean tls12) {
            NamedGroup group = NamedGroup.of(Integer.decode(code));
            assertThat(group).isSameAs(NamedGroup.forName(name)).hasToString(name);
            assertThat(group.name()).isEqualTo(name);
            assertThat(group.code()).isEqualTo(Integer.decode(code));
            assertThat(group.isKnown()).isTrue();
            assertThat(group.allowedInTls12()).isEqualTo(tls12);
        }

        @Test
        void areOfferedInThisOrder() {
            assertThat(NamedGroup.defaults())
                    .filteredOn(group -> !group.equals(NamedGroup.X25519MLKEM768))
                    .containsExactly(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP384R1);
        }

        @Test
        void areValuesWhoeverAssignedThem() {
            NamedGroup unknown = NamedGroup.of(0x0019);
            assertThat(unknown).isEqualTo(NamedGroup.of(25)).hasSameHashCodeAs(NamedGroup.of(25));
            assertThat(unknown).isNotEqualTo(NamedGroup.SECP384R1).hasToString("0x0019");
            assertThat(unknown.isKnown()).isFalse();
            assertThat(unknown.isUsable()).isFalse();
            assertThat(unknown.allowedInTls12()).isFalse();
            assertThatIllegalArgumentException().isThrownBy(() -> NamedGroup.forName("secp521r1"));
        }
    }

    @Nested
    class SignatureSchemes {
        @ParameterizedTest
        @CsvSource({
            "0x0401, rsa_pkcs1_sha256, RSA, SHA256withRSA, false",
            "0x0501, rsa_pkcs1_sha384, RSA, SHA384withRSA, false",
            "0x0601, rsa_pkcs1_sha512, RSA, SHA512withRSA, false",
            "0x0403, ecdsa_secp256r1_sha256, EC, SHA256withECDSA, true",
            "0x0503, ecdsa_secp384r1_sha384, EC, SHA384withECDSA, true",
            "0x0603, ecdsa_secp521r1_sha512, EC, SHA512withECDSA, true",
            "0x0804, rsa_pss_rsae_sha256, RSA, RSASSA-PSS, true",
            "0x0805, rsa_pss_rsae_sha384, RSA, RSASSA-PSS, true",
            "0x0806, rsa_pss_rsae_sha512, RSA, RSASSA-PSS, true",
            "0x0807, ed25519, EdDSA, Ed25519, true",
            "0x0809, rsa_pss_pss_sha256, RSASSA-PSS, RSASSA-PSS, true",
            "0x080A, rsa_pss_pss_sha384, RSASSA-PSS, RSASSA-PSS, true",
            "0x080B, rsa_pss_pss_sha512, RSASSA-PSS, RSASSA-PSS, true"
        })
        void areKnownByCodeAndName(String code, String name, String keyAlgorithm, String jcaName, boolean tls13) {
            SignatureScheme scheme = SignatureScheme.of(Integer.decode(code));
            assertThat(scheme).isSameAs(SignatureScheme.forName(name)).hasToString(name);
            assertThat(scheme.name()).isEqualTo(name);
            assertThat(scheme.code()).isEqualTo(Integer.decode(code));
            assertThat(scheme.isKnown()).isTrue();
            assertThat(scheme.isUsable()).isTrue();
            assertThat(scheme.keyAlgorithm()).isEqualTo(keyAlgorithm);
            assertThat(scheme.jcaName()).isEqualTo(jcaName);
            assertThat(scheme.allowedInTls13Handshake()).isEqualTo(tls13);
        }

        @Test
        void areOfferedWithThoseOfCertificatesLast() {
            assertThat(SignatureScheme.defaults()).hasSize(13);
            assertThat(SignatureScheme.defaults().subList(0, 10)).allMatch(SignatureScheme::allowedInTls13Handshake);
        }

        @Test
        void areValuesWhoeverAssignedThem() {
            SignatureScheme sha1 = SignatureScheme.of(0x0201);
            assertThat(sha1).isEqualTo(SignatureScheme.of(0x0201)).hasSameHashCodeAs(SignatureScheme.of(0x0201));
            assertThat(sha1).isNotEqualTo(SignatureScheme.of(0x0202)).hasToString("0x0201");
            assertThat(sha1.isKnown()).isFalse();
            assertThat(sha1.isUsable()).isFalse();
            assertThat(sha1.allowedInTls13Handshake()).isFalse();
            assertThatIllegalStateException().isThrownBy(sha1::keyAlgorithm);
            assertThatIllegalStateException().isThrownBy(sha1::jcaName);
            assertThatIllegalArgumentException().isThrownBy(() -> SignatureScheme.forName("rsa_pkcs1_sha1"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0x10000, Integer.MIN_VALUE})
    void aCodeHasSixteenBits(int code) {
        assertThatIllegalArgumentException().isThrownBy(() -> CipherSuite.of(code));
        assertThatIllegalArgumentException().isThrownBy(() -> NamedGroup.of(code));
        assertThatIllegalArgumentException().isThrownBy(() -> SignatureScheme.of(code));
    }

    /** RFC 9846 section 5.5. */
    @Test
    void oneKeyProtectsAtMostThatManyRecords() {
        long gcm = (long) Math.pow(2, 24.5);
        assertThat(AeadAlgorithm.AES_128_GCM.recordLimit()).isEqualTo(gcm);
        assertThat(AeadAlgorithm.AES_256_GCM.recordLimit()).isEqualTo(gcm);
        assertThat(AeadAlgorithm.CHACHA20_POLY1305.recordLimit()).isEqualTo(Long.MAX_VALUE);
    }
}
