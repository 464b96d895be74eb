package dev.reprise.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AeadTest {
    private static final byte[] HEADER = {23, 3, 3, 0, 16};
    private static final byte[] PLAINTEXT = {1, 2, 3, 4, 5, 6, 7};

    @ParameterizedTest
    @EnumSource
    void whatIsSealedUnderASequenceNumberOpensUnderIt(AeadAlgorithm algorithm) {
        Aead sealer = sealer(algorithm);
        Aead opener = opener(algorithm);
        for (long sequence = 0; sequence < 5; sequence++) {
            byte[] sealed = sealed(sealer, sequence, PLAINTEXT);
            assertThat(sealed).hasSize(PLAINTEXT.length + algorithm.tagLength());
            assertThat(opened(opener, sequence, sealed)).isEqualTo(PLAINTEXT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameRecordUnderAnotherSequenceNumberIsAnother(AeadAlgorithm algorithm) {
        byte[] first = sealed(sealer(algorithm), 0, PLAINTEXT);
        byte[] second = sealed(sealer(algorithm), 1, PLAINTEXT);
        assertThat(first).isNotEqualTo(second);
        assertRefused(opener(algorithm), 0, second);
    }

    /** RFC 9846 section 5.3: the sequence number is XORed into the last eight bytes, in network order. */
    @Test
    void theNonceIsTheInitializationVectorWithTheSequenceNumberInIt() throws GeneralSecurityException {
        byte[] iv = Vectors.hex("f0f1f2f3f4f5f6f7f8f9fafb");
        byte[] nonce = Vectors.hex("f0f1f2f3" + "f5f7f5f3fdfffdf3");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(HEADER);
        byte[] expected = cipher.doFinal(PLAINTEXT);

        Aead sealer = Aead.sealer(AeadAlgorithm.AES_128_GCM, Secret.owning(new byte[16]), Secret.copyOf(iv));
        assertThat(sealed(sealer, 0x0102030405060708L, PLAINTEXT)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void theGreatestSequenceNumbersAreNumbersToo(AeadAlgorithm algorithm) {
        Aead opener = opener(algorithm);
        for (long sequence : new long[] {0xffff_ffffL, Long.MAX_VALUE, -1}) {
            assertThat(opened(opener, sequence, sealed(sealer(algorithm), sequence, PLAINTEXT)))
                    .isEqualTo(PLAINTEXT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyChangedBitOfCiphertextTagOrHeaderIsNoticed(AeadAlgorithm algorithm) {
        byte[] sealed = sealed(sealer(algorithm), 7, PLAINTEXT);
        Aead opener = opener(algorithm);
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            assertRefused(opener, 7, flipped(sealed, bit));
        }
        for (int bit = 0; bit < 8 * HEADER.length; bit++) {
            byte[] header = flipped(HEADER, bit);
            byte[] out = new byte[PLAINTEXT.length];
            assertThatExceptionOfType(PeerMisbehaved.class)
                    .isThrownBy(() -> opener.open(7, header, header.length, ByteBuffer.wrap(sealed), out, 0));
        }
        // and after all that, under the same number, the true record still opens
        assertThat(opened(opener, 7, sealed)).isEqualTo(PLAINTEXT);
    }

    @ParameterizedTest
    @EnumSource
    void aRecordShorterThanItsTagDoesNotOpen(AeadAlgorithm algorithm) {
        for (int length = 0; length < algorithm.tagLength(); length++) {
            assertRefused(opener(algorithm), 0, new byte[length]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfARefusedRecordIsLeftInTheOutput(AeadAlgorithm algorithm) {
        byte[] sealed = sealed(sealer(algorithm), 0, PLAINTEXT);
        sealed[sealed.length - 1] ^= 1;
        byte[] out = new byte[PLAINTEXT.length + 2];
        Arrays.fill(out, (byte) 9);
        ByteBuffer ciphertext = ByteBuffer.wrap(sealed);
        assertThatExceptionOfType(PeerMisbehaved.class)
                .isThrownBy(() -> opener(algorithm).open(0, HEADER, HEADER.length, ciphertext, out, 1));
        assertThat(out).containsExactly(9, 0, 0, 0, 0, 0, 0, 0, 9);
        assertThat(ciphertext.hasRemaining()).as("the record is consumed").isFalse();
    }

    /** What the JCA cannot work on in place goes another way: the result is the same. */
    @ParameterizedTest
    @CsvSource({
        "AES_128_GCM, 0", "AES_128_GCM, 1", "AES_128_GCM, 16384",
        "AES_256_GCM, 0", "AES_256_GCM, 1", "AES_256_GCM, 16384",
        "CHACHA20_POLY1305, 0", "CHACHA20_POLY1305, 1", "CHACHA20_POLY1305, 16384"
    })
    void theKindOfBufferMakesNoDifference(AeadAlgorithm algorithm, int length) {
        byte[] plaintext = new byte[length];
        Arrays.fill(plaintext, (byte) 5);
        byte[] expected = sealed(sealer(algorithm), 3, plaintext);

        int capacity = length + 40;
        ByteBuffer[] kinds = {
            ByteBuffer.allocate(capacity),
            ByteBuffer.allocateDirect(capacity),
            ByteBuffer.allocate(capacity + 9).position(9).slice(),
            ByteBuffer.allocateDirect(capacity + 9).position(9).slice()
        };
        for (ByteBuffer buffer : kinds) {
            buffer.position(4).put(plaintext).position(4);
            int sealed = sealer(algorithm).seal(3, HEADER, HEADER.length, buffer, length);
            assertThat(sealed).isEqualTo(length + 16);
            assertThat(buffer.position()).isEqualTo(4 + sealed);
            byte[] written = new byte[sealed];
            buffer.get(4, written);
            assertThat(written).isEqualTo(expected);

            ByteBuffer ciphertext = buffer.duplicate().position(4).limit(4 + sealed);
            assertThat(openedFrom(opener(algorithm), 3, ciphertext.duplicate())).isEqualTo(plaintext);
            assertThat(openedFrom(opener(algorithm), 3, ciphertext.asReadOnlyBuffer()))
                    .isEqualTo(plaintext);
        }
    }

    @ParameterizedTest
    @EnumSource
    void opensInPlace(AeadAlgorithm algorithm) {
        byte[] array = new byte[64];
        byte[] sealed = sealed(sealer(algorithm), 3, PLAINTEXT);
        System.arraycopy(sealed, 0, array, 5, sealed.length);
        int length =
                opener(algorithm).open(3, HEADER, HEADER.length, ByteBuffer.wrap(array, 5, sealed.length), array, 5);
        assertThat(Arrays.copyOfRange(array, 5, 5 + length)).isEqualTo(PLAINTEXT);
    }

    @ParameterizedTest
    @EnumSource
    void takesNoncesOfTheCallersWithoutAnInitializationVector(AeadAlgorithm algorithm) {
        Aead sealer = Aead.sealer(algorithm, key(algorithm));
        Aead opener = Aead.opener(algorithm, key(algorithm));
        byte[] nonce = new byte[12];
        byte[] out = new byte[PLAINTEXT.length];
        for (int i = 0; i < 3; i++) {
            nonce[4] = (byte) i;
            ByteBuffer record = ByteBuffer.allocate(64).put(PLAINTEXT).flip().limit(64);
            sealer.seal(nonce, HEADER, HEADER.length, record, PLAINTEXT.length);
            opener.open(nonce, HEADER, HEADER.length, record.flip(), out, 0);
            assertThat(out).isEqualTo(PLAINTEXT);
        }
        assertThatIllegalStateException().isThrownBy(() -> sealed(sealer, 0, PLAINTEXT));
    }

    @Test
    void additionalDataIsOnlyAsLongAsSaid() {
        byte[] longer = Arrays.copyOf(HEADER, 100);
        ByteBuffer record = ByteBuffer.allocate(64).put(PLAINTEXT).rewind();
        sealer(AeadAlgorithm.AES_128_GCM).seal(0, longer, HEADER.length, record, PLAINTEXT.length);
        assertThat(openedFrom(opener(AeadAlgorithm.AES_128_GCM), 0, record.flip()))
                .isEqualTo(PLAINTEXT);
    }

    @Test
    void refusesWhatItHasNoRoomForBeforeAnythingHappens() {
        Aead sealer = sealer(AeadAlgorithm.AES_128_GCM);
        ByteBuffer small = ByteBuffer.allocate(22);
        assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal(0, HEADER, 5, small, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal(0, HEADER, 5, small, -1));
        assertThat(small.position()).isZero();
        Aead opener = opener(AeadAlgorithm.AES_128_GCM);
        ByteBuffer ciphertext = ByteBuffer.wrap(sealed(sealer, 0, PLAINTEXT));
        assertThatIllegalArgumentException().isThrownBy(() -> opener.open(0, HEADER, 5, ciphertext, new byte[7], 1));
        assertThatIllegalArgumentException().isThrownBy(() -> opener.open(0, HEADER, 5, ciphertext, new byte[7], -1));
        assertThat(ciphertext.position()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void refusesKeysOfAnotherLength(AeadAlgorithm algorithm) {
        Secret shorter = Secret.owning(new byte[algorithm.keyLength() - 1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Aead.sealer(algorithm, shorter, Secret.owning(new byte[12])));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Aead.opener(algorithm, key(algorithm), Secret.owning(new byte[8])));
    }

    @ParameterizedTest
    @EnumSource
    void endsItsKeysWithItself(AeadAlgorithm algorithm) {
        Secret key = key(algorithm);
        Secret iv = Secret.owning(new byte[12]);
        Aead sealer = Aead.sealer(algorithm, key, iv);
        sealed(sealer, 0, PLAINTEXT);
        sealer.destroy();
        assertThat(key.isDestroyed()).isTrue();
        assertThat(iv.isDestroyed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> sealed(sealer, 1, PLAINTEXT));
        Aead opener = Aead.opener(algorithm, key(algorithm));
        opener.destroy();
        assertThatIllegalStateException()
                .isThrownBy(() -> opener.open(new byte[12], HEADER, 5, ByteBuffer.allocate(16), new byte[0], 0));
    }

    /** No array as long as a record comes with a record: neither ours, nor one of a provider that buffers. */
    @ParameterizedTest
    @EnumSource
    void allocatesNothingTheSizeOfARecord(AeadAlgorithm algorithm) {
        int length = 16_384;
        int records = 200;
        byte[] out = new byte[length];
        for (ByteBuffer record :
                new ByteBuffer[] {ByteBuffer.allocate(length + 16), ByteBuffer.allocateDirect(length + 16)}) {
            Aead sealer = sealer(algorithm);
            Aead opener = opener(algorithm);
            seal(sealer, opener, record, out, 0, records);
            long before = allocated();
            seal(sealer, opener, record, out, records, records);
            assertThat((allocated() - before) / records).isLessThan(length);
        }
    }

    private static void seal(Aead sealer, Aead opener, ByteBuffer record, byte[] out, long from, int count) {
        for (long sequence = from; sequence < from + count; sequence++) {
            sealer.seal(sequence, HEADER, HEADER.length, record.clear(), out.length);
            opener.open(sequence, HEADER, HEADER.length, record.flip(), out, 0);
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static Secret key(AeadAlgorithm algorithm) {
        byte[] key = new byte[algorithm.keyLength()];
        Arrays.fill(key, (byte) 0x42);
        return Secret.owning(key);
    }

    private static Aead sealer(AeadAlgorithm algorithm) {
        return Aead.sealer(algorithm, key(algorithm), Secret.owning(new byte[12]));
    }

    private static Aead opener(AeadAlgorithm algorithm) {
        return Aead.opener(algorithm, key(algorithm), Secret.owning(new byte[12]));
    }

    private static byte[] sealed(Aead sealer, long sequence, byte[] plaintext) {
        byte[] array = Arrays.copyOf(plaintext, plaintext.length + 16);
        sealer.seal(sequence, HEADER, HEADER.length, ByteBuffer.wrap(array), plaintext.length);
        return array;
    }

    private static byte[] opened(Aead opener, long sequence, byte[] sealed) {
        byte[] out = new byte[sealed.length - 16];
        assertThat(opener.open(sequence, HEADER, HEADER.length, ByteBuffer.wrap(sealed), out, 0))
                .isEqualTo(out.length);
        return out;
    }

    private static byte[] openedFrom(Aead opener, long sequence, ByteBuffer ciphertext) {
        byte[] out = new byte[ciphertext.remaining()];
        int length = opener.open(sequence, HEADER, HEADER.length, ciphertext, out, 0);
        return Arrays.copyOf(out, length);
    }

    private static void assertRefused(Aead opener, long sequence, byte[] sealed) {
        byte[] out = new byte[Math.max(0, sealed.length - 16)];
        assertThatExceptionOfType(PeerMisbehaved.class)
                .isThrownBy(() -> opener.open(sequence, HEADER, HEADER.length, ByteBuffer.wrap(sealed), out, 0))
                .satisfies(fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.BAD_RECORD_MAC));
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] changed = bytes.clone();
        changed[bit / 8] ^= (byte) (1 << (bit % 8));
        return changed;
    }
}
