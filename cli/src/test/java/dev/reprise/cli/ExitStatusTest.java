package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong is told by the exit status and in one plain line on standard error. */
class ExitStatusTest {
    @TempDir
    private Path directory;

    private static void assertOneLine(CommandRun run) {
        assertThat(run.err()).endsWith("\n").doesNotContain("Exception", "    at ");
        assertThat(run.err().lines()).hasSize(1).allMatch(line -> line.startsWith("reprise"));
    }

    private static CommandRun assertWrongUsage(String line) {
        CommandRun run = CommandRun.of(line.split(" "));
        assertThat(run.status()).as(run.toString()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertOneLine(run);
        return run;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "serve",
                "serve x",
                "serve 70000",
                "serve 0 --expire 0s",
                "serve 0 --expire 8d",
                "serve 0 --expire 7",
                "serve 0 --rotate 169h",
                "serve 0 --once 0",
                "serve 0 --ticket-count 33",
                "serve 0 --ticket-count -1",
                "serve 0 --respond",
                "serve 0 --respond ftp",
                "serve 0 --respond echo --forward localhost:1",
                "serve 0 --forward localhost",
                "serve 0 --forward localhost:0",
                "serve 0 --cert only.pem",
                "serve 0 --cert no.pem --key no.pem",
                "serve 0 --client-auth need",
                "serve 0 --client-auth maybe",
                "serve 0 --client-auth need --client-ca no.pem",
                "serve 0 --ciphers NONE",
                "serve 0 --groups NONE",
                "serve 0 --tls 1.1",
                "serve 0 --store nowhere",
                "serve 0 --store none --tls13-tickets stored",
                "serve 0 --ticket-keys nothing",
                "serve 0 --ticket-keys derive",
                "serve 0 --ticket-keys derive:/no/such/secret",
                "serve 0 --ticket-keys file:/no/such/key",
                "serve 0 --ticket-keys dir:/no/such/directory",
                "serve 0 --secret /no/such/secret",
                "serve 0 --write-ca /no/such/directory/ca.pem",
                "connect",
                "connect localhost",
                "connect localhost:0",
                "connect localhost:1 --get x",
                "connect localhost:1 --ca no.pem",
                "connect localhost:1 --ca no.pem --insecure",
                "connect localhost:1 --reconnect -1",
                "connect localhost:1 --session /no/such/directory/file",
                "session",
                "session show",
                "session show /no/such/file",
                "keys",
                "keys show ephemeral",
                "keys show derive",
                "keys show derive:/no/such/file",
                "keys show file:/no/such/file --expire 9d",
                "keys rotate",
                "keys new /no/such/directory/file",
                "demo too much"
            })
    void isTwoForWrongUsage(String line) {
        assertWrongUsage(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "probe localhost",
                "bench",
                "serve 0 --early-data 1000",
                "serve 0 --early-data=1000",
                "serve 0 --replay-guard memory",
                "serve 0 --status 127.0.0.1:0",
                "connect localhost:1 --early-data x"
            })
    void isTwoForWhatThisVersionDoesNotHaveAndSaysSo(String line) {
        assertThat(assertWrongUsage(line).err())
                .contains("this version does not have")
                .contains("yet");
    }

    /** What a SPEC of a module names that is not on the class path; the password in it is not repeated. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve 0 --store mongo://me:swordfish@localhost",
                "serve 0 --ticket-keys mongo://me:swordfish@localhost",
                "keys show mongo://me:swordfish@localhost",
                "keys rotate mongo://me:swordfish@localhost"
            })
    void isTwoForStoresThatNobodyBrings(String line) {
        assertThat(assertWrongUsage(line).err())
                .contains("mongo://...@localhost", "expected ")
                .doesNotContain("swordfish");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "connect",
                "demo",
                "session",
                "session show",
                "keys",
                "keys new",
                "keys new-secret",
                "keys show",
                "keys rotate"
            })
    void isZeroForHelpWhichNamesNothingThatIsNotThere(String command) {
        CommandRun run = CommandRun.of((command + " --help").split(" "));
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("Usage: reprise " + command)
                .contains("--json", "--debug")
                .doesNotContain("--early-data", "--replay-guard", "--status", "probe", "bench");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(run.out()).matches("\\p{ASCII}*");
    }

    @Test
    void namesTheStoresThatComeWithIt() {
        assertThat(CommandRun.of("serve", "--help").out()).contains("redis://HOST:PORT[/DB]", "jdbc:...");
    }

    @Test
    void namesItsCommandsInItsHelp() {
        CommandRun run = CommandRun.of("--help");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("demo", "serve", "connect", "session", "keys")
                .doesNotContain("probe", "bench");
    }

    @Test
    void isOneWhereNobodyListens() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        CommandRun run = CommandRun.of("connect", "127.0.0.1:" + port, "--get", "/");
        assertThat(run.status()).isEqualTo(1);
        assertOneLine(run);
        assertThat(run.err()).contains("127.0.0.1:" + port, "refused");
    }

    @Test
    void isOneWhereThereIsNoSuchHost() {
        CommandRun run = CommandRun.of("connect", "no-such-host.invalid:443", "--get", "/");
        assertThat(run.status()).isEqualTo(1);
        assertOneLine(run);
        assertThat(run.err()).contains("no-such-host.invalid");
    }

    @Test
    void isOneWhereThePortIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            CommandRun run = CommandRun.of("serve", String.valueOf(other.getLocalPort()));
            assertThat(run.status()).isEqualTo(1);
            assertOneLine(run);
            assertThat(run.err()).contains("cannot listen on 127.0.0.1:" + other.getLocalPort(), "in use");
        }
    }

    @Test
    void isTwoForTheKeyOfAnotherCertificate() throws IOException {
        Files.writeString(directory.resolve("cert.pem"), TestIdentity.make().certificatePem());
        Files.writeString(directory.resolve("key.pem"), TestIdentity.make().keyPem());
        CommandRun run = CommandRun.of(
                "serve",
                "0",
                "--cert",
                directory.resolve("cert.pem").toString(),
                "--key",
                directory.resolve("key.pem").toString());
        assertThat(run.status()).isEqualTo(2);
        assertOneLine(run);
        assertThat(run.err()).contains("key");
    }

    @Test
    void isTwoForAFileThatIsNoCertificate() throws IOException {
        Path file = Files.writeString(directory.resolve("text"), "not a certificate\n");
        for (String option : List.of("--ca", "--cert")) {
            String[] arguments = option.equals("--ca")
                    ? new String[] {"connect", "localhost:1", "--ca", file.toString()}
                    : new String[] {"connect", "localhost:1", "--cert", file.toString(), "--key", file.toString()};
            CommandRun run = CommandRun.of(arguments);
            assertThat(run.status()).as(run.toString()).isEqualTo(2);
            assertOneLine(run);
            assertThat(run.err()).contains("text");
        }
    }

    @Test
    void showsAStackTraceOnlyWhenAsked() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            CommandRun run = CommandRun.of("serve", String.valueOf(other.getLocalPort()), "--debug");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("    at ", "BindException");
        }
    }
}
