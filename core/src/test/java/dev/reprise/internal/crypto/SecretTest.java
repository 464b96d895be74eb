package dev.reprise.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.SecureRandom;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void holdsACopyOfItsOwn() {
        byte[] bytes = {1, 2, 3};
        Secret secret = Secret.copyOf(bytes);
        bytes[0] = 9;
        secret.copy()[1] = 9;
        assertThat(secret.copy()).containsExactly(1, 2, 3);
    }

    @Test
    void overwritesItsBytesInTheEnd() {
        byte[] bytes = {1, 2, 3};
        Secret secret = Secret.owning(bytes);
        secret.destroy();
        assertThat(bytes).containsOnly(0);
        assertThat(secret.isDestroyed()).isTrue();
        secret.destroy();
        assertThat(secret.isDestroyed()).isTrue();
    }

    @Test
    void cannotBeUsedAfterItsEndNorCanItsKeys() {
        Secret secret = Secret.copyOf(new byte[] {1, 2, 3});
        SecretKey key = secret.asKey("AES");
        secret.destroy();
        assertThatIllegalStateException().isThrownBy(secret::copy);
        assertThatIllegalStateException().isThrownBy(secret::bytes);
        assertThatIllegalStateException().isThrownBy(key::getEncoded);
        assertThat(key.isDestroyed()).isTrue();
        assertThat(secret.length()).isEqualTo(3);
    }

    @Test
    void isEqualByContentAndToNothingElseAfterItsEnd() {
        Secret secret = Secret.copyOf(new byte[] {1, 2, 3});
        Secret same = Secret.copyOf(new byte[] {1, 2, 3});
        assertThat(secret).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(secret)
                .isNotEqualTo(Secret.copyOf(new byte[] {1, 2, 4}))
                .isNotEqualTo(Secret.copyOf(new byte[] {1, 2}))
                .isNotEqualTo(null);
        same.destroy();
        assertThat(secret).isNotEqualTo(same);
        assertThat(same).isNotEqualTo(secret).isNotEqualTo(Secret.copyOf(new byte[3]));
        assertThat(same.equals(same)).isTrue();
    }

    @Test
    void saysItsLengthAndNothingElse() {
        Secret secret = Secret.copyOf(new byte[] {17, 18, 19});
        assertThat(secret).hasToString("Secret[3 bytes]");
        assertThat(secret.asKey("AES")).hasToString("AES Secret[3 bytes]");
        secret.destroy();
        assertThat(secret).hasToString("Secret[destroyed]");
    }

    @Test
    void isARawKeyOfTheJca() {
        SecretKey key = Secret.copyOf(new byte[] {1, 2, 3}).asKey("HmacSHA256");
        assertThat(key.getAlgorithm()).isEqualTo("HmacSHA256");
        assertThat(key.getFormat()).isEqualTo("RAW");
        assertThat(key.getEncoded()).containsExactly(1, 2, 3);
    }

    @Test
    void isNeverSerialized() {
        SecretKey key = Secret.copyOf(new byte[] {1, 2, 3}).asKey("AES");
        assertThatExceptionOfType(NotSerializableException.class)
                .isThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key));
    }

    @Test
    void isMadeOfTheRandomnessGiven() {
        SecureRandom counting = new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) i;
                }
            }
        };
        assertThat(Secret.random(4, counting).copy()).containsExactly(0, 1, 2, 3);
    }
}
