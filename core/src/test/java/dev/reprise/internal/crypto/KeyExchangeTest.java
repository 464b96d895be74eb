package dev.reprise.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyExchangeTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @ParameterizedTest
    @MethodSource("groups")
    void bothSidesComeToTheSameSecret(NamedGroup group) {
        KeyExchange.Offer offer = KeyExchange.offer(group, RANDOM);
        KeyExchange.Answer answer = KeyExchange.answer(group, offer.share(), RANDOM);
        Secret agreed = offer.agree(answer.share());
        assertThat(agreed).isEqualTo(answer.secret());
        assertThat(offer.group()).isEqualTo(group);
        assertThat(agreed.length()).isEqualTo(Sizes.of(group).secret);
        assertThat(offer.share()).hasSize(Sizes.of(group).offer);
        assertThat(answer.share()).hasSize(Sizes.of(group).answer);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void everyKeyIsFresh(NamedGroup group) {
        KeyExchange.Offer offer = KeyExchange.offer(group, RANDOM);
        assertThat(KeyExchange.offer(group, RANDOM).share()).isNotEqualTo(offer.share());
        KeyExchange.Answer first = KeyExchange.answer(group, offer.share(), RANDOM);
        KeyExchange.Answer second = KeyExchange.answer(group, offer.share(), RANDOM);
        assertThat(first.share()).isNotEqualTo(second.share());
        assertThat(first.secret()).isNotEqualTo(second.secret());
    }

    @ParameterizedTest
    @MethodSource("groups")
    void anOfferServesOnce(NamedGroup group) {
        KeyExchange.Offer offer = KeyExchange.offer(group, RANDOM);
        byte[] answer = KeyExchange.answer(group, offer.share(), RANDOM).share();
        offer.agree(answer);
        assertThatIllegalStateException().isThrownBy(() -> offer.agree(answer));

        KeyExchange.Offer destroyed = KeyExchange.offer(group, RANDOM);
        destroyed.destroy();
        destroyed.destroy();
        assertThatIllegalStateException().isThrownBy(() -> destroyed.agree(answer));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void anOfferThatMetABadShareIsUsedUp(NamedGroup group) {
        KeyExchange.Offer offer = KeyExchange.offer(group, RANDOM);
        assertRefused(() -> offer.agree(new byte[1]));
        byte[] answer = KeyExchange.answer(
                        group, KeyExchange.offer(group, RANDOM).share(), RANDOM)
                .share();
        assertThatIllegalStateException().isThrownBy(() -> offer.agree(answer));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void theShareIsHandedOutAsACopy(NamedGroup group) {
        KeyExchange.Offer offer = KeyExchange.offer(group, RANDOM);
        byte[] share = offer.share();
        Arrays.fill(offer.share(), (byte) 0);
        assertThat(offer.share()).isEqualTo(share);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void sharesOfAnotherLengthAreRefused(NamedGroup group) {
        byte[] offered = KeyExchange.offer(group, RANDOM).share();
        byte[] answered = KeyExchange.answer(group, offered, RANDOM).share();
        for (int change : new int[] {-1, 1}) {
            assertRefused(() -> KeyExchange.answer(group, Arrays.copyOf(offered, offered.length + change), RANDOM));
            assertRefused(
                    () -> KeyExchange.offer(group, RANDOM).agree(Arrays.copyOf(answered, answered.length + change)));
        }
        assertRefused(() -> KeyExchange.answer(group, new byte[0], RANDOM));
        assertRefused(() -> KeyExchange.offer(group, RANDOM).agree(new byte[0]));
    }

    /** All zeros is of small order on Curve25519, off the NIST curves, and no ciphertext of our key. */
    @ParameterizedTest
    @MethodSource("groups")
    void aShareOfZerosIsRefused(NamedGroup group) {
        assertRefused(() -> KeyExchange.answer(group, new byte[Sizes.of(group).offer], RANDOM));
        assertRefused(() -> KeyExchange.offer(group, RANDOM).agree(new byte[Sizes.of(group).answer]));
    }

    @Test
    void theRandomnessIsTheOneGiven() {
        assertThat(NamedGroup.defaults()).allSatisfy(group -> {
            byte[] first = KeyExchange.offer(group, new Counting()).share();
            byte[] second = KeyExchange.offer(group, new Counting()).share();
            assertThat(first).isEqualTo(second);
            assertThat(KeyExchange.answer(group, first, new Counting()).secret())
                    .isEqualTo(KeyExchange.answer(group, first, new Counting()).secret());
        });
    }

    @Test
    void thereIsNoneForAGroupNobodyKnows() {
        assertThatIllegalArgumentException().isThrownBy(() -> KeyExchange.offer(NamedGroup.of(0x1A1A), RANDOM));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyExchange.answer(NamedGroup.of(0x1A1A), new byte[32], RANDOM));
    }

    static List<NamedGroup> groups() {
        return NamedGroup.defaults();
    }

    private static void assertRefused(Runnable exchange) {
        assertThatExceptionOfType(PeerMisbehaved.class)
                .isThrownBy(exchange::run)
                .satisfies(fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER));
    }

    /** Bytes of shares and secret. */
    private record Sizes(int offer, int answer, int secret) {
        static Sizes of(NamedGroup group) {
            return switch (group.name()) {
                case "x25519" -> new Sizes(32, 32, 32);
                case "secp256r1" -> new Sizes(65, 65, 32);
                case "secp384r1" -> new Sizes(97, 97, 48);
                default -> new Sizes(1216, 1120, 64);
            };
        }
    }

    private static final class Counting extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private int next;

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ++next;
            }
        }
    }
}
