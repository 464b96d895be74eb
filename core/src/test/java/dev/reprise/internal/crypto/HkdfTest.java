package dev.reprise.internal.crypto;

import static dev.reprise.internal.crypto.HashAlgorithm.SHA256;
import static dev.reprise.internal.crypto.HashAlgorithm.SHA384;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HkdfTest {
    private static final byte[] NOTHING = {};

    private final Secret secret = Secret.owning(new byte[] {1, 2, 3, 4});

    @Test
    void anEmptySaltIsAHashOfZeros() {
        assertThat(Hkdf.extract(SHA384, NOTHING, secret)).isEqualTo(Hkdf.extract(SHA384, new byte[48], secret));
        assertThat(Hkdf.extract(SHA256, NOTHING, new byte[] {1, 2, 3, 4}))
                .isEqualTo(Hkdf.extract(SHA256, Secret.owning(new byte[32]), secret));
    }

    @ParameterizedTest
    @EnumSource
    void givesAnyLengthUpToItsLimitEachTheBeginningOfTheNext(HashAlgorithm hash) {
        int max = 255 * hash.length();
        byte[] all = Hkdf.expand(hash, secret, NOTHING, max).copy();
        for (int length : new int[] {0, 1, hash.length() - 1, hash.length(), hash.length() + 1, max - 1}) {
            assertThat(Hkdf.expand(hash, secret, NOTHING, length).copy()).isEqualTo(Arrays.copyOf(all, length));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.expand(hash, secret, NOTHING, max + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.expand(hash, secret, NOTHING, -1));
    }

    @Test
    void aLabelIsExpandedAsTheRfcWritesIt() {
        byte[] context = {7, 7};
        byte[] info = new WireWriter()
                .u16(42)
                .opaque8("tls13 a label".getBytes(StandardCharsets.US_ASCII))
                .opaque8(context)
                .toByteArray();
        assertThat(Hkdf.expandLabel(SHA256, secret, "a label", context, 42))
                .isEqualTo(Hkdf.expand(SHA256, secret, info, 42));
    }

    @Test
    void refusesLabelsAndContextsThatTheirLengthCannotHold() {
        assertThat(Hkdf.expandLabel(SHA256, secret, "x".repeat(249), new byte[255], 1)
                        .length())
                .isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hkdf.expandLabel(SHA256, secret, "x".repeat(250), NOTHING, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.expandLabel(SHA256, secret, "", NOTHING, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.expandLabel(SHA256, secret, "x", new byte[256], 1));
    }

    /** RFC 9846 section 7.5: TLS-Exporter spelled out in its parts. */
    @Test
    void anExporterHashesItsContext() {
        Secret exporterSecret = Secret.owning(new byte[32]);
        byte[] context = new byte[1000];
        Secret derived = Hkdf.expandLabel(SHA256, exporterSecret, "EXPORTER-test", SHA256.digest(NOTHING), 32);
        assertThat(new ExporterSecret(SHA256, exporterSecret).export("EXPORTER-test", context, 77))
                .isEqualTo(Hkdf.expandLabel(SHA256, derived, "exporter", SHA256.digest(context), 77)
                        .copy());
    }

    /** RFC 9846 section 7.2. */
    @Test
    void theNextTrafficSecretIsAsLongAsTheHashOfTheSuite() {
        Secret traffic = Secret.owning(new byte[48]);
        Secret next = TrafficKeys.next(CipherSuite.TLS_AES_256_GCM_SHA384, traffic);
        assertThat(next).isEqualTo(Hkdf.expandLabel(SHA384, traffic, "traffic upd", NOTHING, 48));
        TrafficKeys keys = TrafficKeys.of(CipherSuite.TLS_AES_256_GCM_SHA384, next);
        assertThat(keys.key().length()).isEqualTo(32);
        assertThat(keys.iv().length()).isEqualTo(12);
        keys.destroy();
        assertThat(keys.key().isDestroyed()).isTrue();
        assertThat(keys.iv().isDestroyed()).isTrue();
        assertThat(traffic.isDestroyed()).isFalse();
    }
}
