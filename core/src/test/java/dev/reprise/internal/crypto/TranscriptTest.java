package dev.reprise.internal.crypto;

import static dev.reprise.internal.crypto.HashAlgorithm.SHA256;
import static dev.reprise.internal.crypto.HashAlgorithm.SHA384;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TranscriptTest {
    private static final byte[] FIRST = {1, 0, 0, 2, 8, 8};
    private static final byte[] SECOND = {2, 0, 0, 1, 9};
    private static final byte[] THIRD = {8, 0, 0, 0};

    private final Transcript transcript = new Transcript();

    @ParameterizedTest
    @EnumSource
    void hashesWhatCameBeforeAndAfterTheHashWasKnown(HashAlgorithm hash) {
        transcript.add(FIRST);
        transcript.select(hash);
        assertThat(transcript.hash()).isEqualTo(hash.digest(FIRST));
        transcript.add(SECOND);
        assertThat(transcript.hash()).isEqualTo(hash.digest(FIRST, SECOND));
        assertThat(transcript.hash()).as("twice").isEqualTo(hash.digest(FIRST, SECOND));
        transcript.add(THIRD);
        assertThat(transcript.hash()).isEqualTo(hash.digest(FIRST, SECOND, THIRD));
    }

    @Test
    void forksWithoutTakingTheBytesIn() {
        assertThat(transcript.hashWith(SHA384, FIRST, 1, 3)).isEqualTo(SHA384.digest(new byte[] {0, 0, 2}));
        transcript.add(FIRST);
        assertThat(transcript.hashWith(SHA256, SECOND, 0, 2)).isEqualTo(SHA256.digest(FIRST, new byte[] {2, 0}));
        assertThat(transcript.hashWith(SHA384, SECOND, 0, 2)).isEqualTo(SHA384.digest(FIRST, new byte[] {2, 0}));
        transcript.select(SHA256);
        assertThat(transcript.hashWith(SHA256, SECOND, 0, 2)).isEqualTo(SHA256.digest(FIRST, new byte[] {2, 0}));
        assertThat(transcript.hash()).isEqualTo(SHA256.digest(FIRST));
    }

    @Test
    void hasOneHashOnly() {
        assertThatIllegalStateException().isThrownBy(transcript::hash);
        transcript.select(SHA256);
        transcript.select(SHA256);
        assertThatIllegalStateException().isThrownBy(() -> transcript.select(SHA384));
        assertThatIllegalStateException().isThrownBy(() -> transcript.hashWith(SHA384, FIRST, 0, 1));
    }

    @ParameterizedTest
    @EnumSource
    void replacesTheFirstHelloByItsHash(HashAlgorithm hash) {
        transcript.add(FIRST);
        transcript.select(hash);
        transcript.replaceFirstHelloByItsHash();
        byte[] header = {(byte) 254, 0, 0, (byte) hash.length()};
        assertThat(transcript.hash()).isEqualTo(hash.digest(header, hash.digest(FIRST)));
        transcript.add(SECOND);
        assertThat(transcript.hash()).isEqualTo(hash.digest(header, hash.digest(FIRST), SECOND));
        assertThat(transcript.hashWith(hash, THIRD, 0, 2))
                .isEqualTo(hash.digest(header, hash.digest(FIRST), SECOND, new byte[] {8, 0}));
    }

    @Test
    void replacesNothingButASingleHelloAndThatOnce() {
        assertThatIllegalStateException().isThrownBy(transcript::replaceFirstHelloByItsHash);
        transcript.add(FIRST);
        assertThatIllegalStateException().as("no hash yet").isThrownBy(transcript::replaceFirstHelloByItsHash);
        transcript.select(SHA256);
        transcript.replaceFirstHelloByItsHash();
        assertThatIllegalStateException().as("again").isThrownBy(transcript::replaceFirstHelloByItsHash);

        Transcript two = new Transcript();
        two.add(FIRST);
        two.add(SECOND);
        two.select(SHA256);
        assertThatIllegalStateException().isThrownBy(two::replaceFirstHelloByItsHash);
    }

    @Test
    void keepsTheMessagesForTls12UntilToldToForgetThem() {
        transcript.add(FIRST);
        assertThatIllegalStateException().isThrownBy(transcript::forget);
        transcript.selectAndKeep(SHA384);
        transcript.add(SECOND);
        assertThat(transcript.messages()).containsExactly(1, 0, 0, 2, 8, 8, 2, 0, 0, 1, 9);
        transcript.forget();
        assertThatIllegalStateException().isThrownBy(transcript::messages);
        transcript.add(THIRD);
        assertThat(transcript.hash()).isEqualTo(SHA384.digest(FIRST, SECOND, THIRD));
    }
}
