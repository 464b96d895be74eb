package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.testing.TestRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DerivedKeysTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final KeySchedule SCHEDULE = new KeySchedule(HOUR, Duration.ofMinutes(150));

    /** On a boundary of hours. */
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final TestRandom random = new TestRandom(5);
    private final Secret one = Secret.random(32, random);
    private final Secret two = Secret.random(32, random);
    private final DerivedKeys keys = new DerivedKeys(MasterKeys.of(List.of(one)), SCHEDULE);

    @Test
    void areTheSameInTwoProcessesWithTheSameSecretAndRotate() {
        DerivedKeys there = new DerivedKeys(MasterKeys.of(List.of(Secret.copyOf(one.copy()))), SCHEDULE);

        assertThat(there.at(NOW).all()).isEqualTo(keys.at(NOW).all());
        assertThat(there.at(NOW).sealing()).isEqualTo(keys.at(NOW).sealing());
    }

    @Test
    void areOthersWithAnotherRotate() {
        DerivedKeys other = new DerivedKeys(MasterKeys.of(List.of(one)), new KeySchedule(HOUR.plus(MILLISECOND), HOUR));

        assertNothingInCommon(other.at(NOW), keys.at(NOW));
    }

    @Test
    void areOthersWithAnotherSecret() {
        assertNothingInCommon(new DerivedKeys(MasterKeys.of(List.of(two)), SCHEDULE).at(NOW), keys.at(NOW));
    }

    @Test
    void lastTheSameWithAnotherLifetime() {
        DerivedKeys other = new DerivedKeys(MasterKeys.of(List.of(one)), new KeySchedule(HOUR, HOUR));

        assertThat(sealing(other, NOW).key()).isEqualTo(sealing(keys, NOW).key());
        assertThat(sealing(other, NOW).name()).isEqualTo(sealing(keys, NOW).name());
    }

    @Test
    void turnOnTheUnixEpoch() {
        TicketKey former = sealing(keys, NOW.minus(MILLISECOND));
        TicketKey key = sealing(keys, NOW);

        assertThat(key.sealsFrom()).isEqualTo(NOW);
        assertThat(key.sealsUntil()).isEqualTo(NOW.plus(HOUR));
        assertThat(key).isNotEqualTo(former);
        assertThat(sealing(keys, NOW.plus(HOUR).minus(MILLISECOND))).isEqualTo(key);
        assertThat(sealing(keys, NOW.plus(HOUR))).isNotEqualTo(key);
        assertThat(keys.nextRotation(NOW)).isEqualTo(NOW.plus(HOUR));
    }

    /** From the next epoch back to now - (ceil(150 min / 60 min) + 1) = now - 4. */
    @Test
    void openTheNextEpochAndThoseThatSessionsMayBeFrom() {
        assertThat(keys.at(NOW.plusSeconds(1)).all())
                .extracting(TicketKey::sealsFrom)
                .containsExactly(
                        NOW.minus(HOUR.multipliedBy(4)),
                        NOW.minus(HOUR.multipliedBy(3)),
                        NOW.minus(HOUR.multipliedBy(2)),
                        NOW.minus(HOUR),
                        NOW,
                        NOW.plus(HOUR));
    }

    @Test
    void makeUpForClocksThatDifferByMoreThanAKeySeals() {
        KeySchedule quick = new KeySchedule(Duration.ofSeconds(10), Duration.ofSeconds(20));
        DerivedKeys ours = new DerivedKeys(MasterKeys.of(List.of(one)), quick);
        DerivedKeys theirs = new DerivedKeys(MasterKeys.of(List.of(one)), quick);

        TicketKey ahead = sealing(theirs, NOW.plus(KeySchedule.SKEW));
        assertThat(ours.at(NOW).named(ahead.name())).isEqualTo(ahead);
    }

    @Test
    void areWipedOnceTheyOpenNoMore() {
        TicketKey key = sealing(keys, NOW);
        Instant end = NOW.plus(HOUR.multipliedBy(5));

        assertThat(key.opensUntil()).isEqualTo(end);
        keys.at(end.minus(MILLISECOND));
        assertThat(key.key().isDestroyed()).isFalse();
        assertThat(keys.at(end).named(key.name())).isNull();
        assertThat(key.key().isDestroyed()).isTrue();
    }

    @Test
    void doNotTurnBackForAThreadThatTookItsTimeAMomentBefore() {
        TicketKey key = sealing(keys, NOW);

        assertThat(sealing(keys, NOW.minus(MILLISECOND))).isEqualTo(key);
        assertThat(sealing(keys, NOW.minusSeconds(1))).isNotEqualTo(key);
    }

    @Test
    void followAClockThatGoesBack() {
        TicketKey key = sealing(keys, NOW);
        keys.at(NOW.plus(Duration.ofDays(365)));
        TicketKey again = sealing(keys, NOW);

        assertThat(key.key().isDestroyed()).isTrue();
        assertThat(again.name()).isEqualTo(key.name());
        assertThat(again.key().isDestroyed()).isFalse();
    }

    @Test
    void openUnderAllSecretsAndSealUnderTheFirst() {
        DerivedKeys adding = new DerivedKeys(MasterKeys.of(List.of(one, two)), SCHEDULE);
        DerivedKeys moving = new DerivedKeys(MasterKeys.of(List.of(two, one)), SCHEDULE);

        assertThat(sealing(adding, NOW)).isEqualTo(sealing(keys, NOW));
        assertThat(adding.at(NOW).named(sealing(moving, NOW).name())).isNotNull();
        assertThat(moving.at(NOW).named(sealing(adding, NOW).name())).isNotNull();
    }

    @Test
    void dependOnTheirOwnSubKeyAlone() {
        DerivedKeys wrong = new DerivedKeys(MasterKeys.of(List.of(one)), SCHEDULE);
        TicketKey key = sealing(wrong, NOW);
        MasterKeys.Generation generation =
                MasterKeys.of(List.of(one)).generations().get(0);

        assertThat(List.of(
                        generation.entryNames(),
                        generation.idTags(),
                        generation.entries().key()))
                .doesNotContain(key.key());
    }

    /** By another implementation of HKDF: nodes of two versions must agree. */
    @Test
    void areWhatTheFirstVersionDerived() {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (0xff - i);
        }
        TicketKey key = sealing(new DerivedKeys(MasterKeys.of(List.of(Secret.owning(secret))), SCHEDULE), NOW);

        assertThat(key.hexName()).isEqualTo("2da806ae9c7f2d83e1edc62fe72fdab4");
        assertThat(HexFormat.of().formatHex(key.key().copy()))
                .isEqualTo("5ded034223f87a08f3f275e73e727b748529aa92ef3cc9d9c4c9b4a0eac581d8");
    }

    @Test
    void areManyWhereTheyTurnEverySecond() {
        DerivedKeys many = new DerivedKeys(
                MasterKeys.of(List.of(one)), new KeySchedule(Duration.ofSeconds(1), Duration.ofHours(6)));

        assertThat(many.at(NOW).all()).hasSize(21_600 + 300 + 1 + 300);
    }

    @Test
    void haveNoForwardSecrecyAndCannotBeRotatedByHand() {
        assertThat(keys.forwardSecret()).isFalse();
        assertThat(keys.describe()).isEqualTo("derive");
        for (boolean revoke : new boolean[] {false, true}) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> keys.rotate(NOW, revoke))
                    .withMessageContaining("the next one seals from 2026-06-01T13:00:00Z")
                    .withMessageContaining("change the secret on every node");
        }
    }

    private static TicketKey sealing(DerivedKeys source, Instant now) {
        return Objects.requireNonNull(source.at(now).sealing());
    }

    private static void assertNothingInCommon(TicketKeyring one, TicketKeyring other) {
        for (TicketKey key : one.all()) {
            assertThat(other.named(key.name())).isNull();
            assertThat(other.all()).noneMatch(theirs -> theirs.key().equals(key.key()));
        }
    }
}
