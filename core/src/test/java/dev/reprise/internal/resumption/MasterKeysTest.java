package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.testing.TestRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MasterKeysTest {
    private final TestRandom random = new TestRandom(2);
    private final Secret one = Secret.random(32, random);
    private final Secret two = Secret.random(48, random);

    @Test
    void givesEveryUseAKeyOfItsOwn() {
        Set<String> keys = new HashSet<>();
        for (MasterKeys.Generation generation : MasterKeys.of(List.of(one, two)).generations()) {
            for (Secret key : List.of(
                    generation.entries().key(),
                    generation.entryNames(),
                    generation.idTags(),
                    generation.wrapping().key(),
                    generation.derivedTickets())) {
                assertThat(key.length()).isEqualTo(32);
                keys.add(HexFormat.of().formatHex(key.copy()));
            }
            keys.add(generation.entries().hexName());
            keys.add(generation.wrapping().hexName());
        }
        assertThat(keys).hasSize(14);
    }

    @Test
    void areTheSameInAnotherProcessWithTheSameSecret() {
        MasterKeys here = MasterKeys.of(List.of(one));
        MasterKeys there = MasterKeys.of(List.of(Secret.copyOf(one.copy())));

        assertThat(here.generations()).isEqualTo(there.generations());
    }

    /** By another implementation of HKDF: a fleet's entries must still open after an upgrade. */
    @Test
    void areWhatTheFirstVersionDerived() {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (0xff - i);
        }
        MasterKeys.Generation first =
                MasterKeys.of(List.of(Secret.owning(secret))).generations().get(0);

        assertThat(hex(first.entries().key()))
                .isEqualTo("bcb327a5ae197e0a3a6a4981354e6ba4f71c9b1274aee9da6705126e84c5b7b3");
        assertThat(first.entries().hexName()).isEqualTo("feed00c79e6ee22586e95f53f22c1799");
        assertThat(hex(first.entryNames()))
                .isEqualTo("87d96b1b49d41e7e2c58e7d3376bab16e9ddfc586bda5b177b6395f33e862582");
        assertThat(hex(first.idTags())).isEqualTo("7282cecc028261cd3a9ab36944a7f4c8e55b3481f6caa0c093429d0db301dad5");
        assertThat(hex(first.wrapping().key()))
                .isEqualTo("9c76da155b8f8b5dce37137a2d5f0b0c577014f4b71c10ef25d242a36dd7eb45");
        assertThat(first.wrapping().hexName()).isEqualTo("3e0dfb0da1352799e47bbb66a73dd9f8");
        assertThat(hex(first.derivedTickets()))
                .isEqualTo("1431e6bd8a878a4d2d9df94029bf445af510c7c6d3aa4fc44c352034ed8e814a");
    }

    @Test
    void theFirstSealsAndAllOpen() {
        MasterKeys keys = MasterKeys.of(List.of(one, two));

        assertThat(keys.entries().sealing()).isEqualTo(keys.generations().get(0).entries());
        assertThat(keys.wrapping().sealing())
                .isEqualTo(keys.generations().get(0).wrapping());
        assertThat(keys.entries().all()).hasSize(2);
        assertThat(keys.wrapping().all()).hasSize(2);
    }

    @Test
    void doNotNeedTheSecretsAfterwards() {
        MasterKeys keys = MasterKeys.of(List.of(one));
        one.destroy();

        assertThat(hex(keys.generations().get(0).idTags())).hasSize(64);
    }

    @Test
    void canBeWiped() {
        MasterKeys keys = MasterKeys.of(List.of(one, two));
        keys.destroy();

        for (MasterKeys.Generation generation : keys.generations()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> generation.derivedTickets().copy());
            assertThat(List.of(
                            generation.entries().key(),
                            generation.entryNames(),
                            generation.idTags(),
                            generation.wrapping().key(),
                            generation.derivedTickets()))
                    .allMatch(Secret::isDestroyed);
        }
    }

    @Test
    void ofAProcessDifferFromThoseOfAnother() {
        assertThat(MasterKeys.ephemeral(random).generations())
                .isNotEqualTo(MasterKeys.ephemeral(random).generations());
    }

    @Test
    void refuseASecretThatIsTooShortAndNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterKeys.of(List.of(one, Secret.random(31, random))))
                .withMessage("a secret has 31 bytes, expected 32 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> MasterKeys.of(List.of()));
    }

    @Test
    void sayNothingOfThemselves() {
        assertThat(MasterKeys.of(List.of(one, two))).hasToString("MasterKeys[2]");
    }

    private static String hex(Secret secret) {
        return HexFormat.of().formatHex(secret.copy());
    }
}
