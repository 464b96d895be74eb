package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code keys}: secrets and ticket keys are made, shown and turned, and never seen. */
class KeysCommandTest {
    @TempDir
    private Path directory;

    private Path keys = Path.of("");

    @BeforeEach
    void makeDirectory() throws IOException {
        keys = Files.createDirectory(
                directory.resolve("keys"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static CommandRun done(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.status()).as(run.toString()).isZero();
        return run;
    }

    @ParameterizedTest
    @ValueSource(strings = {"new-secret", "new"})
    void makesAFileForItsOwnerOnlyAndNeverOverOne(String what) throws IOException {
        Path file = directory.resolve("made");
        CommandRun run = done("keys", what, file.toString());
        byte[] content = Files.readAllBytes(file);

        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(run.out()).contains(file.toString());
        CommandRun again = CommandRun.of("keys", what, file.toString());
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.err().lines()).hasSize(1);
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void makesSecretsThatDiffer() throws IOException {
        done("keys", "new-secret", directory.resolve("a").toString());
        done("keys", "new-secret", directory.resolve("b").toString());
        assertThat(Files.readString(directory.resolve("a")))
                .startsWith("reprise-secret-v1:")
                .isNotEqualTo(Files.readString(directory.resolve("b")));
    }

    @Test
    void showsDerivedKeysAndThatThereIsNoForwardSecrecyAndNeverTheSecret() throws IOException {
        Path secret = directory.resolve("secret");
        done("keys", "new-secret", secret.toString());
        String text = Files.readString(secret).strip().substring("reprise-secret-v1:".length());

        CommandRun json = done("keys", "show", "derive:" + secret, "--json");
        CommandRun people = done("keys", "show", "derive:" + secret);

        assertThat(json.onlyLine())
                .containsEntry("event", "keys")
                .containsEntry("source", "derive:" + secret)
                .containsEntry("forward_secrecy", false)
                .containsKey("next_rotation");
        assertThat(json.out())
                .contains("\"use\":\"seals\"", "\"use\":\"opens\"")
                .doesNotContain(text);
        assertThat(people.out()).contains("forward secrecy no").doesNotContain(text);
    }

    @Test
    void announcesANewKeyBeforeItSeals() throws IOException {
        done("keys", "new", keys.resolve("1.key").toString());
        CommandRun run = done("keys", "rotate", "dir:" + keys, "--json");

        assertThat(run.onlyLine()).containsEntry("event", "rotated").containsEntry("revoked", false);
        assertThat(run.out()).contains("\"use\":\"seals\"", "\"use\":\"announced\"");
        try (var files = Files.list(keys)) {
            assertThat(files.filter(file -> !file.getFileName().toString().startsWith(".")))
                    .hasSize(2);
        }
    }

    @Test
    void leavesOneKeyWhenItRevokes() throws IOException {
        done("keys", "new", keys.resolve("1.key").toString());
        CommandRun before = done("keys", "show", "dir:" + keys, "--json");
        CommandRun run = done("keys", "rotate", "dir:" + keys, "--revoke", "--json");
        CommandRun after = done("keys", "show", "dir:" + keys, "--json");

        assertThat(run.onlyLine()).containsEntry("revoked", true);
        assertThat(names(run)).hasSize(1).isEqualTo(names(after)).doesNotContainAnyElementsOf(names(before));
    }

    private static List<String> names(CommandRun run) {
        return java.util.regex.Pattern.compile("\"name\":\"([0-9a-f]{32})\"")
                .matcher(run.out())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void saysWhatToDoWhereKeysTurnByThemselves() {
        Path secret = directory.resolve("secret");
        done("keys", "new-secret", secret.toString());
        CommandRun run = CommandRun.of("keys", "rotate", "derive:" + secret);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("change the secret");
    }

    @Test
    void refusesAFileThatHoldsNoKey() throws IOException {
        Path file = Files.write(directory.resolve("zero.key"), new byte[80]);
        CommandRun run = CommandRun.of("keys", "show", "file:" + file);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("zero.key");
    }
}
