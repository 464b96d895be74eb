package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.session.Reason;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.TestRandom;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealerTest {
    private static final int SALT_AT = 1 + TicketKey.NAME_LENGTH;
    private static final int SALT_LENGTH = 32;
    private static final byte[] NO_NAME = {};

    private final TestRandom random = new TestRandom(1);
    private final TicketKey key = Keys.named(7);
    private final TicketKeyring ring = Keys.ring(Keys.named(6), key);

    @Nested
    class WhatWasSealed {
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 15, 16, 17, 1000, 65_535, Sealer.LONGEST_PLAINTEXT})
        void opensAgain(int length) {
            byte[] plaintext = new byte[length];
            random.nextBytes(plaintext);

            byte[] sealed = seal(plaintext);

            assertThat(sealed).hasSize(length + Sealer.OVERHEAD);
            assertThat(plain(Sealer.open(ring, Purpose.TICKET, NO_NAME, sealed)))
                    .isEqualTo(plaintext);
        }

        @Test
        void opensWithAKeyThatSealsNoMore() {
            TicketKeyring later = Keys.ring(key, Keys.named(8));

            assertThat(plain(Sealer.open(later, Purpose.TICKET, NO_NAME, seal(bytes("session")))))
                    .isEqualTo(bytes("session"));
        }

        @Test
        void doesNotOpenWithoutItsKey() {
            byte[] sealed = seal(bytes("session"));

            assertThat(reason(Sealer.open(Keys.ring(Keys.named(6)), Purpose.TICKET, NO_NAME, sealed)))
                    .isEqualTo(Reason.UNKNOWN_TICKET_KEY);
            assertThat(reason(Sealer.open(TicketKeyring.empty(), Purpose.TICKET, NO_NAME, sealed)))
                    .isEqualTo(Reason.UNKNOWN_TICKET_KEY);
        }

        @Test
        void doesNotOpenWithAnotherKeyOfTheSameName() {
            TicketKey other =
                    new TicketKey(key.name(), Secret.random(32, random), Instant.MIN, Instant.MAX, Instant.MAX);

            assertThat(reason(Sealer.open(Keys.ring(other), Purpose.TICKET, NO_NAME, seal(bytes("session")))))
                    .isEqualTo(Reason.UNREADABLE);
        }

        /** CVE-2020-13777 was found because a ticket opened with a key of zeros. */
        @Test
        @Prevents("zero-key")
        void doesNotOpenWithAKeyOfZeros() {
            TicketKey zeros =
                    new TicketKey(key.name(), Secret.owning(new byte[32]), Instant.MIN, Instant.MAX, Instant.MAX);

            assertThat(reason(Sealer.open(Keys.ring(zeros), Purpose.TICKET, NO_NAME, seal(bytes("session")))))
                    .isEqualTo(Reason.UNREADABLE);
        }

        @Test
        void doesNotOpenForAnotherPurpose() {
            for (Purpose sealedFor : Purpose.values()) {
                byte[] sealed = Sealer.seal(key, sealedFor, NO_NAME, bytes("session"), random);
                for (Purpose openedFor : Purpose.values()) {
                    Opened opened = Sealer.open(ring, openedFor, NO_NAME, sealed);
                    assertThat(opened instanceof Opened.Plain)
                            .as("%s as %s", sealedFor, openedFor)
                            .isEqualTo(sealedFor == openedFor);
                }
            }
        }

        @Test
        void doesNotOpenUnderAnotherName() {
            byte[] sealed = Sealer.seal(key, Purpose.ENTRY, bytes("here"), bytes("session"), random);

            assertThat(plain(Sealer.open(ring, Purpose.ENTRY, bytes("here"), sealed)))
                    .isEqualTo(bytes("session"));
            assertThat(reason(Sealer.open(ring, Purpose.ENTRY, bytes("there"), sealed)))
                    .isEqualTo(Reason.UNREADABLE);
            assertThat(reason(Sealer.open(ring, Purpose.ENTRY, NO_NAME, sealed)))
                    .isEqualTo(Reason.UNREADABLE);
        }

        @Test
        void showsNothingOfWhatIsInIt() {
            String sealed = new String(seal(bytes("alice@example.com")), StandardCharsets.ISO_8859_1);

            assertThat(sealed).doesNotContain("alice").doesNotContain("example");
        }
    }

    @Nested
    class Damage {
        private final byte[] sealed = seal(bytes("a session of some length"));

        @Test
        @Prevents("ticket-integrity")
        void ofAnyBitOfAnyByteIsRefusedForOneReason() {
            for (int at = 0; at < sealed.length; at++) {
                for (int bit = 0; bit < 8; bit++) {
                    byte[] changed = sealed.clone();
                    changed[at] ^= (byte) (1 << bit);
                    boolean inTheName = at >= 1 && at < SALT_AT;
                    assertThat(reason(Sealer.open(ring, Purpose.TICKET, NO_NAME, changed)))
                            .as("bit %d of byte %d", bit, at)
                            .isEqualTo(inTheName ? Reason.UNKNOWN_TICKET_KEY : Reason.UNREADABLE);
                }
            }
        }

        @Test
        @Prevents("ticket-integrity")
        void thatCutsItShortIsRefusedForOneReasonWhereverItCuts() {
            for (int length = 0; length < sealed.length; length++) {
                assertThat(reason(Sealer.open(ring, Purpose.TICKET, NO_NAME, Arrays.copyOf(sealed, length))))
                        .as("the first %d bytes", length)
                        .isEqualTo(Reason.UNREADABLE);
                assertThat(reason(Sealer.open(
                                ring, Purpose.TICKET, NO_NAME, Arrays.copyOf(sealed, sealed.length + 1 + length))))
                        .as("%d bytes more", 1 + length)
                        .isEqualTo(Reason.UNREADABLE);
            }
        }

        @Test
        void isTheSameForBytesTooManyToBeSealed() {
            byte[] much = Arrays.copyOf(sealed, Sealer.OVERHEAD + Sealer.LONGEST_PLAINTEXT + 1);

            assertThat(reason(Sealer.open(ring, Purpose.TICKET, NO_NAME, much))).isEqualTo(Reason.UNREADABLE);
        }

        @Test
        void isTheSameForTheTicketsOfOthers() {
            byte[] foreign = new byte[192];
            for (int i = 0; i < 1000; i++) {
                random.nextBytes(foreign);
                foreign[0] = (byte) (i % 4);
                assertThat(Sealer.open(ring, Purpose.TICKET, NO_NAME, foreign)).isInstanceOf(Opened.Refused.class);
            }
        }
    }

    /** The paper "We Really Need to Talk About Session Tickets" (2023) found nonces and key streams used again. */
    @Test
    @Prevents("nonce-reuse")
    void noTwoOfAHundredThousandShareTheirSalt() {
        Set<String> salts = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            byte[] sealed = seal(NO_NAME);
            salts.add(HexFormat.of().formatHex(sealed, SALT_AT, SALT_AT + SALT_LENGTH));
        }
        assertThat(salts).hasSize(100_000);
    }

    @Test
    void theSameThingSealedTwiceHasNothingInCommonButTheKeysName() {
        byte[] first = seal(new byte[64]);
        byte[] second = seal(new byte[64]);

        assertThat(Arrays.copyOf(first, SALT_AT)).isEqualTo(Arrays.copyOf(second, SALT_AT));
        int equal = 0;
        for (int i = SALT_AT; i < first.length; i++) {
            equal += first[i] == second[i] ? 1 : 0;
        }
        assertThat(equal).as("equal bytes, of %d", first.length - SALT_AT).isLessThan(10);
    }

    @Test
    void machinesThatGoOnFromOneSnapshotSealDifferentThingsUnderDifferentSalts() {
        Set<String> salts = new HashSet<>();
        for (byte[] sealed : List.of(
                Sealer.seal(key, Purpose.ENTRY, NO_NAME, bytes("one"), new TestRandom(9)),
                Sealer.seal(key, Purpose.ENTRY, NO_NAME, bytes("two"), new TestRandom(9)),
                Sealer.seal(key, Purpose.ENTRY, bytes("name"), bytes("one"), new TestRandom(9)),
                Sealer.seal(key, Purpose.TICKET, NO_NAME, bytes("one"), new TestRandom(9)),
                Sealer.seal(Keys.named(6), Purpose.ENTRY, NO_NAME, bytes("one"), new TestRandom(9)))) {
            salts.add(HexFormat.of().formatHex(sealed, SALT_AT, SALT_AT + SALT_LENGTH));
        }
        assertThat(salts).hasSize(5);
    }

    @Test
    void refusesMoreThanItOpens() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> seal(new byte[Sealer.LONGEST_PLAINTEXT + 1]))
                .withMessageContaining("at most");
    }

    @Nested
    class ADestroyedKey {
        @Test
        void sealsNothing() {
            key.key().destroy();

            assertThatIllegalStateException().isThrownBy(() -> seal(bytes("session")));
        }

        @Test
        void isUnknown() {
            byte[] sealed = seal(bytes("session"));
            key.key().destroy();

            assertThat(reason(Sealer.open(ring, Purpose.TICKET, NO_NAME, sealed)))
                    .isEqualTo(Reason.UNKNOWN_TICKET_KEY);
        }

        /** What is left in the memory of a destroyed key is zeros, which everybody knows. */
        @Test
        void neverSealsWithWhatIsLeftOfItThoughItIsWipedWhileItIsRead() {
            byte[] material = key.key().copy();
            try (WipingHmac hmac = WipingHmac.when(material, () -> key.key().destroy())) {
                assertThatIllegalStateException().isThrownBy(() -> seal(bytes("session")));
                assertThat(hmac.wiped()).isTrue();
            }
        }

        @Test
        void isUnknownThoughItIsWipedWhileItIsRead() {
            byte[] sealed = seal(bytes("session"));
            byte[] material = key.key().copy();
            try (WipingHmac hmac = WipingHmac.when(material, () -> key.key().destroy())) {
                assertThat(reason(Sealer.open(ring, Purpose.TICKET, NO_NAME, sealed)))
                        .isEqualTo(Reason.UNKNOWN_TICKET_KEY);
                assertThat(hmac.wiped()).isTrue();
            }
        }
    }

    /**
     * Sealed by the first version with the key {@code 00 01 .. 1f}: what it sealed has to open as long as there are sessions,
     * whatever comes.
     */
    @Test
    void opensWhatTheFirstVersionSealed() {
        byte[] material = new byte[32];
        for (int i = 0; i < material.length; i++) {
            material[i] = (byte) i;
        }
        TicketKey first = new TicketKey(
                bytes("sixteen letters."), Secret.owning(material), Instant.MIN, Instant.MAX, Instant.MAX);
        byte[] ticket = HexFormat.of()
                .parseHex("017369787465656e206c6574746572732e202122232425262728292a2b2c2d2e2f30313233343536"
                        + "3738393a3b3c3d3e3f481c79b4136a383e132cdf3d4d271f387f29d4755d93817ede111fa9872af8");
        byte[] entry = HexFormat.of()
                .parseHex("017369787465656e206c6574746572732e404142434445464748494a4b4c4d4e4f50515253545556"
                        + "5758595a5b5c5d5e5f39e6bbeb1bb79afcfa4084aa337020d414ccd8aa1a9aa60a05083cf5783008");

        assertThat(plain(Sealer.open(Keys.ring(first), Purpose.TICKET, NO_NAME, ticket)))
                .isEqualTo(bytes("what was sealed"));
        assertThat(plain(Sealer.open(Keys.ring(first), Purpose.ENTRY, bytes("its name"), entry)))
                .isEqualTo(bytes("what was sealed"));
    }

    private byte[] seal(byte[] plaintext) {
        return Sealer.seal(key, Purpose.TICKET, NO_NAME, plaintext, random);
    }

    static byte[] plain(Opened opened) {
        assertThat(opened).isInstanceOf(Opened.Plain.class);
        return ((Opened.Plain) opened).content();
    }

    static Reason reason(Opened opened) {
        assertThat(opened).isInstanceOf(Opened.Refused.class);
        return ((Opened.Refused) opened).reason();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
