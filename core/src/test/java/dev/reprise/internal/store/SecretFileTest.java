package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.testing.Logged;
import dev.reprise.testing.TestRandom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    private final TestRandom random = new TestRandom(1);
    private final byte[] one = bytes(32);
    private final byte[] two = bytes(32);

    @TempDir
    private Path directory;

    @Nested
    class Text {
        @Test
        void isOneSecretALineTheFirstOfWhichSeals() throws IOException {
            MasterKeys keys = parse(line(one) + "\n" + line(two) + "\n");

            assertThat(keys.generations())
                    .isEqualTo(MasterKeys.of(List.of(secret(one), secret(two))).generations());
        }

        @Test
        void mayHaveCommentsEmptyLinesSpacesAndEveryEndOfLine() throws IOException {
            MasterKeys keys =
                    parse("# the fleet's\r\n\r\n  " + line(one) + " \r\n\t\n#" + line(two) + "\n" + line(two));

            assertThat(keys.generations())
                    .isEqualTo(MasterKeys.of(List.of(secret(one), secret(two))).generations());
        }

        @Test
        void isTheSameSecretAsItsBytesInAFileOfTheirOwn() throws IOException {
            assertThat(parse(line(one)).generations())
                    .isEqualTo(SecretFile.parse(one, "raw").generations());
        }

        @Test
        void thatIsCutShortSaysWhatWasExpectedAndHowMuchWasThere() {
            String cut = line(two).substring(0, 18 + 40);

            assertThat(refused(line(one) + "\n\n" + cut))
                    .isEqualTo("here, line 3: expected 43 characters of base64url after the colon, found 40");
            assertThat(refused("reprise-secret-v1:")).contains("line 1").contains("found 0");
        }

        @Test
        void ofAnotherVersionIsRefusedAndNotTakenForRawBytes() {
            assertThat(refused(line(one).replace("v1", "v2")))
                    .contains("line 1")
                    .contains("reprise-secret-v1:, which is the one version there is");
            assertThat(refused(line(one) + "\nReprise-Secret-v1:" + "A".repeat(43)))
                    .contains("line 2");
        }

        @Test
        void withACharacterThatIsNoneOfBase64UrlIsRefused() {
            String wrong = line(one).substring(0, 30) + "+" + line(one).substring(31);

            assertThat(refused(wrong))
                    .isEqualTo("here, line 1: expected base64url after the colon, found a character that is not of it");
        }

        @Test
        void withTheSameSecretTwiceIsRefused() {
            assertThat(refused(line(one) + "\n" + line(two) + "\n" + line(one)))
                    .contains("line 3")
                    .contains("the same secret as on a line above");
        }

        @Test
        void ofNothingButZerosIsRefused() {
            assertThat(refused(line(new byte[32]))).contains("all 32 bytes are the same");
        }

        @Test
        void withoutALineThatIsASecretIsRefused() {
            assertThat(refused("# reprise-secret-v1: goes here\n")).contains("no line of it is a secret");
        }

        @Test
        void isNeverRepeatedInAMessage() {
            String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(one);
            for (String content : List.of(
                    line(one) + line(one),
                    line(one).substring(0, 50),
                    line(one).replace("v1", "v9"),
                    line(one) + "=",
                    line(one) + "\n" + line(one),
                    encoded.substring(0, 20))) {
                String message = refused(content);
                for (int at = 0; at + 4 <= 20; at++) {
                    assertThat(message).doesNotContain(encoded.substring(at, at + 4));
                }
            }
        }
    }

    @Nested
    class RawBytes {
        @Test
        void areOneSecret() throws IOException {
            for (int length : new int[] {32, 33, 48, 1000}) {
                byte[] raw = bytes(length);
                assertThat(SecretFile.parse(raw, "here").generations())
                        .isEqualTo(MasterKeys.of(List.of(secret(raw))).generations());
            }
        }

        @Test
        void areThirtyTwoAtLeast() {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> SecretFile.parse(bytes(31), "here"))
                    .withMessage("here: expected lines of reprise-secret-v1: and 43 characters, or 32 or more random"
                            + " bytes; found 31 bytes");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> SecretFile.parse(new byte[0], "here"));
        }

        @Test
        void areNotAllTheSame() {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> SecretFile.parse(new byte[64], "here"))
                    .withMessage("here: all 64 bytes are the same: that is no secret");
        }
    }

    @Nested
    class AFile {
        private Path file;

        @BeforeEach
        void nameFile() {
            file = directory.resolve("secret");
        }

        @Test
        void thatWasWrittenIsReadAgainAndIsItsOwnersAlone() throws IOException {
            SecretFile.writeNew(file, random);

            assertThat(SecretFile.read(file).generations()).hasSize(1);
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(Files.readString(file)).matches("reprise-secret-v1:[A-Za-z0-9_-]{43}\n");
            assertThat(directory.toFile().list()).containsExactly("secret");
        }

        @Test
        void isNeverWrittenOverAnother() throws IOException {
            Files.writeString(file, "precious");

            assertThatExceptionOfType(FileAlreadyExistsException.class)
                    .isThrownBy(() -> SecretFile.writeNew(file, random));
            assertThat(file).hasContent("precious");
            assertThat(directory.toFile().list()).containsExactly("secret");
        }

        @Test
        void isNotWrittenThroughALinkThatLeadsNowhere() throws IOException {
            Files.createSymbolicLink(file, directory.resolve("elsewhere"));

            assertThatExceptionOfType(FileAlreadyExistsException.class)
                    .isThrownBy(() -> SecretFile.writeNew(file, random));
            assertThat(directory.resolve("elsewhere")).doesNotExist();
        }

        @Test
        void thatIsNotThereSaysHowToMakeOne() {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> SecretFile.read(file))
                    .withMessage(file + ": no such file; make one with \"reprise keys new-secret\"");
        }

        @Test
        void forOthersToReadIsWarnedAbout() throws IOException {
            SecretFile.writeNew(file, random);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            try (Logged log = new Logged("dev.reprise.keys")) {
                SecretFile.read(file);

                assertThat(log.lines())
                        .containsExactly("WARNING: the secret " + file
                                + " can be read or changed by other users of this machine: chmod 600");
            }
        }

        @Test
        void thatIsMuchTooLongIsRefused() throws IOException {
            Files.write(file, bytes(100_000));

            assertThatExceptionOfType(IOException.class).isThrownBy(() -> SecretFile.read(file));
        }

        @Test
        void isMadeByOneOfManyThatNeedItAndReadByAll() throws Exception {
            int threads = 8;
            ExecutorService executor = Executors.newFixedThreadPool(threads);
            try {
                for (int round = 0; round < 50; round++) {
                    Path needed = directory.resolve("round" + round);
                    CyclicBarrier start = new CyclicBarrier(threads);
                    List<Future<MasterKeys>> all = new ArrayList<>();
                    for (int i = 0; i < threads; i++) {
                        Callable<MasterKeys> reading = () -> {
                            start.await();
                            return SecretFile.readOrMake(needed, random);
                        };
                        all.add(executor.submit(reading));
                    }
                    for (Future<MasterKeys> keys : all) {
                        assertThat(keys.get().generations())
                                .isEqualTo(all.get(0).get().generations());
                    }
                }
            } finally {
                executor.shutdownNow();
            }
        }
    }

    private MasterKeys parse(String content) throws IOException {
        return SecretFile.parse(content.getBytes(StandardCharsets.US_ASCII), "here");
    }

    private String refused(String content) {
        IOException refusal = catchThrowableOfType(IOException.class, () -> parse(content));
        assertThat(refusal).as("accepted").isNotNull();
        assertThat(refusal).hasNoCause();
        return refusal.getMessage();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Secret secret(byte[] bytes) {
        return Secret.copyOf(bytes);
    }

    private static String line(byte[] secret) {
        return "reprise-secret-v1:" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
