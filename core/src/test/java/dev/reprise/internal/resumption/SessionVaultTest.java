package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.TestRandom;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SessionVaultTest {
    private static final Instant LATER = Instant.parse("2026-06-01T18:00:00Z");

    private final TestRandom random = new TestRandom(4);
    private final Secret oldSecret = Secret.random(32, random);
    private final Secret newSecret = Secret.random(32, random);
    private final CountingStore store = new CountingStore();
    private final SessionVault vault = vault(oldSecret);

    @Nested
    class AReference {
        @Test
        void hasTheLengthOfASessionIdAndIsOurs() {
            assertThat(vault.newReference()).hasSize(32);
            assertThat(vault.isOurs(vault.newReference())).isTrue();
        }

        @Test
        void isNewEachTime() {
            Set<ByteBuffer> references = new HashSet<>();
            for (int i = 0; i < 10_000; i++) {
                references.add(ByteBuffer.wrap(vault.newReference()));
            }
            assertThat(references).hasSize(10_000);
        }

        @Test
        void isNotOursOnceAnyBitIsChanged() {
            byte[] reference = vault.newReference();
            for (int bit = 0; bit < 8 * reference.length; bit++) {
                byte[] changed = reference.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(vault.isOurs(changed)).as("bit %d", bit).isFalse();
            }
        }

        @Test
        void isNotOursIfItIsLongerOrShorterOrSomebodyElses() {
            byte[] reference = vault.newReference();
            for (int length = 0; length < 64; length++) {
                assertThat(vault.isOurs(Arrays.copyOf(reference, length)))
                        .as("%d bytes", length)
                        .isEqualTo(length == 32);
            }
            assertThat(vault.isOurs(new byte[32])).isFalse();
            assertThat(vault.isOurs(vault(newSecret).newReference())).isFalse();
        }
    }

    @Nested
    class AStranger {
        @Test
        @Prevents("strangers-lookups")
        void neverReachesTheStore() throws StoreException {
            byte[] almost = vault.newReference();
            almost[31] ^= 1;
            for (byte[] strange : List.of(new byte[0], new byte[32], almost, new byte[300])) {
                assertThat(vault.get(strange)).isEqualTo(new SessionVault.Found.Missing(Reason.UNKNOWN_SESSION));
                assertThat(vault.consume(strange, new SessionVault.Found.Entry(new byte[0], new byte[0])))
                        .isFalse();
                vault.remove(strange);
            }
            assertThat(store.calls).isZero();
        }

        @Test
        void cannotHaveAnythingKeptUnderAReferenceOfHisOwn() {
            assertThatIllegalArgumentException().isThrownBy(() -> vault.put(new byte[32], bytes("session"), LATER));
            assertThat(store.calls).isZero();
        }
    }

    @Nested
    class AnEntry {
        private final byte[] reference = vault.newReference();

        @Test
        void isFoundByItsReferenceWithOneLookUp() throws StoreException {
            vault.put(reference, bytes("session"), LATER);
            store.calls = 0;

            assertThat(found(vault.get(reference)).plaintext()).isEqualTo(bytes("session"));
            assertThat(store.calls).isEqualTo(1);
        }

        @Test
        void saysWithoutAKeyWhenItExpires() throws StoreException {
            vault.put(reference, bytes("session"), LATER);

            assertThat(store.entries.values())
                    .extracting(SessionStore.Entry::expiresAt)
                    .containsExactly(LATER);
        }

        @Test
        void isUnknownIfItIsNotThere() throws StoreException {
            assertThat(vault.get(reference)).isEqualTo(new SessionVault.Found.Missing(Reason.UNKNOWN_SESSION));
        }

        @Test
        void isGoneOnceRemoved() throws StoreException {
            vault.put(reference, bytes("session"), LATER);
            vault.remove(reference);

            assertThat(store.entries).isEmpty();
        }

        @Test
        @Prevents("single-use-race")
        void isConsumedByOneOfThoseThatFoundIt() throws StoreException {
            vault.put(reference, bytes("session"), LATER);
            SessionVault.Found.Entry here = found(vault.get(reference));
            SessionVault.Found.Entry there = found(vault(oldSecret).get(reference));

            assertThat(vault(oldSecret).consume(reference, there)).isTrue();
            assertThat(vault.consume(reference, here)).isFalse();
        }

        @Test
        void isNotConsumedOnceAnotherIsInItsPlace() throws StoreException {
            vault.put(reference, bytes("session"), LATER);
            SessionVault.Found.Entry former = found(vault.get(reference));
            vault.put(reference, bytes("session"), LATER);

            assertThat(vault.consume(reference, former)).isFalse();
            assertThat(found(vault.get(reference)).plaintext()).isEqualTo(bytes("session"));
        }

        @Test
        void doesNotOpenInAnothersPlace() throws StoreException {
            byte[] other = vault.newReference();
            vault.put(reference, bytes("alice"), LATER);
            vault.put(other, bytes("mallory"), LATER);

            List<ByteBuffer> names = new ArrayList<>(store.entries.keySet());
            List<SessionStore.Entry> entries = new ArrayList<>(store.entries.values());
            store.entries.put(names.get(0), entries.get(1));
            store.entries.put(names.get(1), entries.get(0));

            assertThat(vault.get(reference)).isEqualTo(new SessionVault.Found.Missing(Reason.UNREADABLE));
            assertThat(vault.get(other)).isEqualTo(new SessionVault.Found.Missing(Reason.UNREADABLE));
        }

        @Test
        void thatSomebodyChangedDoesNotOpen() throws StoreException {
            vault.put(reference, bytes("session"), LATER);
            for (Map.Entry<ByteBuffer, SessionStore.Entry> kept : store.entries.entrySet()) {
                byte[] content = kept.getValue().content();
                content[content.length - 1] ^= 1;
                kept.setValue(new SessionStore.Entry(content, LATER));
            }

            assertThat(vault.get(reference)).isEqualTo(new SessionVault.Found.Missing(Reason.UNREADABLE));
        }

        @Test
        void isNoTombstone() throws StoreException {
            vault.put(reference, bytes("session"), LATER);

            assertThat(vault.isTombstoned(reference)).isFalse();
        }
    }

    @Nested
    class WhoeverReadsTheStore {
        @Test
        @Prevents("store-reader")
        void findsNoSecretNoIdAndNoName() throws StoreException {
            byte[] secret = new byte[48];
            random.nextBytes(secret);
            byte[] origin = new byte[32];
            random.nextBytes(origin);
            byte[] reference = vault.newReference();
            byte[] session = new byte[4096];
            System.arraycopy(secret, 0, session, 100, secret.length);
            System.arraycopy(bytes("shop.example.com"), 0, session, 300, 16);

            vault.put(reference, session, LATER);
            vault.tombstone(origin, LATER);

            byte[] dump = store.dump();
            assertThat(dump.length).isGreaterThan(4096);
            for (byte[] hidden : List.of(secret, origin, reference, bytes("shop.example.com"))) {
                for (int at = 0; at + 8 <= hidden.length; at++) {
                    assertThat(contains(dump, Arrays.copyOfRange(hidden, at, at + 8)))
                            .isFalse();
                }
            }
        }

        @Test
        void canBeSureThatThisWouldFindThem() throws StoreException {
            store.put(bytes("a name"), new SessionStore.Entry(bytes("shop.example.com"), LATER));

            assertThat(contains(store.dump(), bytes("example"))).isTrue();
        }
    }

    @Nested
    class ATombstone {
        private final byte[] origin = new byte[32];

        @Test
        void isSeenByAllNodesAndOutlivesALossOfPower() throws StoreException {
            assertThat(vault.isTombstoned(origin)).isFalse();

            vault.tombstone(origin, LATER);

            assertThat(vault(oldSecret).isTombstoned(origin)).isTrue();
            assertThat(store.durablePuts).isEqualTo(1);
        }

        @Test
        void isForItsOriginOnly() throws StoreException {
            vault.tombstone(origin, LATER);
            byte[] other = origin.clone();
            other[0] = 1;

            assertThat(vault.isTombstoned(other)).isFalse();
        }

        @Test
        void expiresWithTheLastSessionItIsFor() throws StoreException {
            vault.tombstone(origin, LATER);

            assertThat(store.entries.values())
                    .extracting(SessionStore.Entry::expiresAt)
                    .containsExactly(LATER);
        }

        @Test
        void cannotBeMadeByWhoeverWritesTheStore() throws StoreException {
            vault.tombstone(origin, LATER);
            ByteBuffer name = store.entries.keySet().iterator().next();
            store.entries.put(name, new SessionStore.Entry(new byte[Sealer.OVERHEAD], LATER));

            assertThat(vault.isTombstoned(origin)).isFalse();
        }

        @Test
        void isSeenWhileTheSecretIsBeingChanged() throws StoreException {
            SessionVault adding = vault(oldSecret, newSecret);
            SessionVault moving = vault(newSecret, oldSecret);

            adding.tombstone(origin, LATER);

            assertThat(moving.isTombstoned(origin)).isTrue();
        }
    }

    @Nested
    class WithSeveralSecrets {
        private final SessionVault before = vault(oldSecret);
        private final SessionVault adding = vault(oldSecret, newSecret);
        private final SessionVault moving = vault(newSecret, oldSecret);
        private final SessionVault after = vault(newSecret);

        @Test
        void eachStepReadsWhatTheStepsBesideItWrote() throws StoreException {
            for (List<SessionVault> pair :
                    List.of(List.of(before, adding), List.of(adding, moving), List.of(moving, after))) {
                for (SessionVault writer : pair) {
                    byte[] reference = writer.newReference();
                    writer.put(reference, bytes("session"), LATER);
                    for (SessionVault reader : pair) {
                        if (reader.isOurs(reference)) {
                            assertThat(found(reader.get(reference)).plaintext()).isEqualTo(bytes("session"));
                        } else {
                            assertThat(List.of(writer, reader)).isEqualTo(List.of(moving, after));
                        }
                    }
                }
            }
        }

        @Test
        void aLookUpIsStillOne() throws StoreException {
            byte[] reference = adding.newReference();
            adding.put(reference, bytes("session"), LATER);
            store.calls = 0;

            found(moving.get(reference));

            assertThat(store.calls).isEqualTo(1);
        }

        @Test
        void theFirstIsWhatNewReferencesAreMadeWith() {
            assertThat(after.isOurs(moving.newReference())).isTrue();
            assertThat(before.isOurs(moving.newReference())).isFalse();
        }

        @Test
        void anEntrySealedUnderASecretThatIsGoneNamesAKeyThatNobodyKnows() throws StoreException {
            byte[] reference = moving.newReference();
            moving.put(reference, bytes("session"), LATER);
            ByteBuffer name = store.entries.keySet().iterator().next();
            byte[] sealedBefore = Sealer.seal(
                    MasterKeys.of(List.of(oldSecret)).generations().get(0).entries(),
                    Purpose.ENTRY,
                    name.array(),
                    bytes("session"),
                    random);
            store.entries.put(name, new SessionStore.Entry(sealedBefore, LATER));

            assertThat(after.get(reference)).isEqualTo(new SessionVault.Found.Missing(Reason.UNKNOWN_TICKET_KEY));
            assertThat(found(moving.get(reference)).plaintext()).isEqualTo(bytes("session"));
        }
    }

    @Test
    void saysSoWhenTheStoreFails() {
        byte[] reference = vault.newReference();
        store.broken = true;

        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> vault.get(reference));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> vault.put(reference, new byte[1], LATER));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> vault.isTombstoned(new byte[32]));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> vault.tombstone(new byte[32], LATER));
    }

    private SessionVault vault(Secret... secrets) {
        return new SessionVault(store, MasterKeys.of(List.of(secrets)), random);
    }

    private static SessionVault.Found.Entry found(SessionVault.Found found) {
        assertThat(found).isInstanceOf(SessionVault.Found.Entry.class);
        return (SessionVault.Found.Entry) found;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean contains(byte[] all, byte[] part) {
        for (int i = 0; i + part.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
