package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code connect}: sessions that outlive it, what is sent and what comes. */
class ConnectCommandTest {
    @TempDir
    private Path directory;

    private Path session() {
        return directory.resolve("session");
    }

    private String ca() {
        return directory.resolve("ca.pem").toString();
    }

    private Serving serving(int connections, String... options) {
        List<String> all = new ArrayList<>(Arrays.asList(options));
        all.addAll(List.of("--write-ca", ca()));
        return Serving.once(connections, all.toArray(String[]::new));
    }

    private CommandRun connect(Serving serving, String... options) {
        return connectSending("", serving, options);
    }

    private CommandRun connectSending(String input, Serving serving, String... options) {
        List<String> all = new ArrayList<>(List.of("connect", serving.address(), "--json"));
        all.addAll(List.of("--ca", directory.resolve("ca.pem").toString()));
        all.addAll(Arrays.asList(options));
        return CommandRun.with(input, Map.of(), all.toArray(String[]::new));
    }

    private CommandRun connectWithFile(Serving serving, String... options) {
        List<String> all = new ArrayList<>(List.of("--session", session().toString(), "--get", "/"));
        all.addAll(Arrays.asList(options));
        CommandRun run = connect(serving, all.toArray(String[]::new));
        assertThat(run.status()).as(run.toString()).isZero();
        return run;
    }

    private static String how(Map<String, @Nullable Object> line) {
        return line.get("kind") + " " + line.get("reason");
    }

    @Test
    void keepsItsSessionsInAFileForItsOwnerOnly() throws IOException {
        connectWithFile(serving(1));
        assertThat(Files.getPosixFilePermissions(session()))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void reconnectsAsOftenAsAskedEachResumingTheOneBefore() {
        Serving serving = serving(4);
        CommandRun run = connect(serving, "--reconnect", "3", "--get", "/");
        assertThat(run.json())
                .extracting(ConnectCommandTest::how)
                .containsExactly("full no_session_offered", "resumed resumed", "resumed resumed", "resumed resumed");
        assertThat(serving.status()).isZero();
    }

    @Test
    void resumesNothingWithoutTickets() {
        Serving serving = serving(2);
        CommandRun run = connect(serving, "--reconnect", "1", "--no-tickets", "--get", "/");
        assertThat(run.json()).extracting(line -> line.get("kind")).containsExactly("full", "full");
        assertThat(run.json()).extracting(line -> line.get("tickets_received")).containsOnly(0L);
    }

    @Test
    void doesNotWaitForeverForTicketsThatNeverCome() {
        Serving serving = serving(2, "--no-tickets", "--store", "none");
        CommandRun run = connectWithFile(serving, "--reconnect", "1");
        assertThat(run.json()).extracting(line -> line.get("kind")).containsExactly("full", "full");
        assertThat(session()).doesNotExist();
    }

    @Test
    void makesAFullHandshakeAndAGoodFileFromAFileThatWasCut() throws IOException {
        recoversFromFilesCutTo(length -> length % 17 == 0);
    }

    @Tag("long")
    @Test
    void makesAFullHandshakeAndAGoodFileFromAFileCutAnywhere() throws IOException {
        recoversFromFilesCutTo(length -> true);
    }

    private void recoversFromFilesCutTo(IntPredicate some) throws IOException {
        connectWithFile(serving(1, "--tls13-tickets", "stored")); // whose tickets are short
        byte[] whole = Files.readAllBytes(session());
        int[] lengths = IntStream.range(0, whole.length)
                .filter(length -> length < 20 || length > whole.length - 20 || some.test(length))
                .toArray();
        Serving serving = serving(lengths.length, "--tls13-tickets", "stored");
        for (int length : lengths) {
            Files.write(session(), Arrays.copyOf(whole, length));
            assertThat(how(connectWithFile(serving).onlyLine()))
                    .as("cut to %d bytes", length)
                    .isEqualTo(length == 0 ? "full no_session_offered" : "full unreadable");
            assertGoodFile("from a file cut to " + length + " bytes");
        }
        assertThat(serving.status()).isZero();
    }

    @Tag("long")
    @Test
    void makesAGoodFileFromOneWithAnyByteChanged() throws IOException {
        Serving serving = serving(1);
        connectWithFile(serving);
        byte[] whole = Files.readAllBytes(session());
        Serving again = Serving.onceOn(serving.port(), whole.length, "--write-ca", ca());
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= (byte) 0x41;
            Files.write(session(), changed);
            // Whether it is still a session, or one of another server or time, depends on the byte. It has no server
            // here.
            assertThat(connectWithFile(again).onlyLine())
                    .as("byte %d changed", i)
                    .containsEntry("ok", true)
                    .containsEntry("kind", "full");
            assertGoodFile("from a file whose byte " + i + " was changed");
        }
    }

    private void assertGoodFile(String which) {
        CommandRun show = CommandRun.of("session", "show", session().toString(), "--json");
        assertThat(show.status()).as(which).isZero();
        assertThat(show.json())
                .as(which)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).containsEntry("expired", false));
    }

    @Test
    void resumesFromTheFileThatReplacedACutOne() throws IOException {
        Serving serving = serving(3);
        connectWithFile(serving);
        byte[] whole = Files.readAllBytes(session());
        Files.write(session(), Arrays.copyOf(whole, whole.length / 2));
        assertThat(how(connectWithFile(serving).onlyLine())).isEqualTo("full unreadable");
        assertThat(how(connectWithFile(serving).onlyLine())).isEqualTo("resumed resumed");
    }

    @Test
    void replacesTheFileOfAnotherServer() {
        connectWithFile(serving(1));
        Serving other = serving(2);
        assertThat(how(connectWithFile(other).onlyLine())).isEqualTo("full server_name_mismatch");
        assertThat(how(connectWithFile(other).onlyLine())).isEqualTo("resumed resumed");
    }

    @Test
    void sharesAFileBetweenManyClientsAtOnce() throws Exception {
        int clients = 8;
        Serving serving = serving(clients + 1);
        connectWithFile(serving);
        List<CompletableFuture<CommandRun>> runs = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            runs.add(CompletableFuture.supplyAsync(
                    () -> connectWithFile(serving), work -> new Thread(work, "client").start()));
        }
        for (CompletableFuture<CommandRun> run : runs) {
            assertThat(run.get().onlyLine()).containsEntry("ok", true);
        }
        CommandRun show = CommandRun.of("session", "show", session().toString(), "--json");
        assertThat(show.status()).isZero();
        assertThat(show.json()).isNotEmpty();
    }

    @Test
    void sendsStandardInputAndPrintsTheAnswer() {
        Serving serving = serving(1, "--respond", "echo");
        CommandRun run = CommandRun.with(
                "to and fro\n",
                Map.of(),
                "connect",
                serving.address(),
                "--ca",
                directory.resolve("ca.pem").toString());
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("to and fro\n");
    }

    @Test
    void sendsStandardInputOnEachConnection() {
        Serving serving = serving(3, "--respond", "echo");
        CommandRun run = connectSending("again", serving, "--reconnect", "2");
        assertThat(run.json()).extracting(line -> line.get("answer_bytes")).containsExactly(5L, 5L, 5L);
    }

    /** A pipe is not a file: it has no length, and no place to go back to. */
    @Test
    void readsStandardInputFromAPipe() {
        Serving serving = serving(3, "--respond", "echo");
        String[] connect = {"connect", serving.address(), "--ca", ca()};
        assertThat(CommandRun.inAProcess("through a pipe\n", List.of(), connect).out())
                .isEqualTo("through a pipe\n");
        String[] twice = Arrays.copyOf(connect, connect.length + 2);
        twice[connect.length] = "--reconnect";
        twice[connect.length + 1] = "1";
        CommandRun run = CommandRun.inAProcess("again\n", List.of(), twice);
        assertThat(run.status()).as(run.toString()).isZero();
        assertThat(run.out()).isEqualTo("again\nagain\n");
    }

    @Test
    void passesOnMoreThanFitsIntoARecord() {
        Serving serving = serving(1, "--respond", "echo");
        String much = "0123456789abcdef".repeat(40_000);
        assertThat(connectSending(much, serving).onlyLine()).containsEntry("answer_bytes", (long) much.length());
    }

    @Test
    void saysLoudlyThatItIsInsecureAndKeepsSuchSessionsApart() {
        Serving serving = serving(3);
        String[] insecure = {
            "connect",
            serving.address(),
            "--json",
            "--insecure",
            "--get",
            "/",
            "--session",
            session().toString()
        };
        CommandRun first = CommandRun.of(insecure);
        assertThat(first.status()).isZero();
        assertThat(first.err()).contains("WARNING", "not checked");
        assertThat(how(CommandRun.of(insecure).onlyLine())).isEqualTo("resumed resumed");
        assertThat(how(connectWithFile(serving).onlyLine())).isEqualTo("full context_mismatch");
    }

    @Test
    void asksForTheNameItIsTold() {
        Serving serving = serving(1);
        CommandRun run = CommandRun.of(
                "connect",
                "127.0.0.1:" + serving.port(),
                "--sni",
                "localhost",
                "--json",
                "--ca",
                directory.resolve("ca.pem").toString(),
                "--get",
                "/");
        assertThat(run.onlyLine()).containsEntry("sni", "localhost").containsEntry("ok", true);
    }

    @Test
    void refusesACertificateOfAnotherName() {
        Serving serving = serving(1);
        CommandRun run = connect(serving, "--sni", "other.test", "--get", "/");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.onlyLine()).containsEntry("ok", false);
        assertThat(serving.line()).containsEntry("ok", false);
        assertThat(run.err()).contains("certificate_unknown");
    }

    @Test
    void namesTheAlertThatThePeerSentOnce() {
        Serving serving = serving(1, "--alpn", "one");
        CommandRun run = connect(serving, "--alpn", "other", "--get", "/");
        assertThat(run.err().split("no_application_protocol", -1)).as(run.err()).hasSize(2);
    }

    @Test
    void writesSecretsToTheKeyLogThatTheEnvironmentNames() throws IOException {
        Serving serving = serving(1);
        Path log = directory.resolve("keys.log");
        CommandRun run = CommandRun.with(
                "",
                Map.of("SSLKEYLOGFILE", log.toString()),
                "connect",
                serving.address(),
                "--ca",
                directory.resolve("ca.pem").toString(),
                "--get",
                "/");
        assertThat(run.status()).isZero();
        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.matches("CLIENT_TRAFFIC_SECRET_0 [0-9a-f]{64} [0-9a-f]{64,96}"));
    }

    @Test
    void failsInOneLineAtAServerThatSpeaksSomethingElse() throws Exception {
        for (String greeting : List.of("SSH-2.0-x\r\n", "", "HTTP/1.1 400 Bad Request\r\n\r\n")) {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> {
                    try (Socket socket = server.accept()) {
                        socket.getInputStream().read(new byte[16]);
                        socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                        socket.shutdownOutput();
                        socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                CommandRun run = CommandRun.of("connect", "127.0.0.1:" + server.getLocalPort(), "--get", "/", "--json");
                assertThat(run.status()).isEqualTo(1);
                assertThat(run.err().lines()).hasSize(1);
                assertThat(run.onlyLine()).containsEntry("ok", false);
                answering.get();
            }
        }
    }

    @Test
    void showsWhatAFileHoldsAndTakesNothingFromIt() throws IOException {
        Serving serving = serving(1, "--expire", "1h");
        connectWithFile(serving);
        byte[] before = Files.readAllBytes(session());
        CommandRun json = CommandRun.of("session", "show", session().toString(), "--json");
        CommandRun people = CommandRun.of("session", "show", session().toString());

        assertThat(json.json())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .containsEntry("event", "session")
                        .containsEntry("host", "localhost")
                        .containsEntry("port", (long) serving.port())
                        .containsEntry("server_name", "localhost")
                        .containsEntry("protocol", "TLSv1.3")
                        .containsEntry("expired", false)
                        .containsEntry("early_data_bytes", 0L)
                        .containsKeys(
                                "cipher", "issued", "expires", "authenticated", "alpn", "mechanism", "ticket_bytes"));
        assertThat(people.out()).contains(serving.address(), "TLSv1.3", "(in 59m");
        assertThat(session()).hasBinaryContent(before);
    }

    @Test
    void showsNothingOfAFileThatIsDamaged() throws IOException {
        Files.writeString(session(), "reprise, but not a session\n");
        CommandRun run = CommandRun.of("session", "show", session().toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
    }
}
