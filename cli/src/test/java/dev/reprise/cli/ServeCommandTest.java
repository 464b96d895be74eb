package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code serve}: what it answers, whom it resumes, and that one client costs no other. */
class ServeCommandTest {
    @TempDir
    private Path directory;

    private Serving serving(int connections, String... options) {
        List<String> all = new ArrayList<>(Arrays.asList(options));
        all.addAll(List.of("--write-ca", ca()));
        return Serving.once(connections, all.toArray(String[]::new));
    }

    private String ca() {
        return directory.resolve("ca.pem").toString();
    }

    private CommandRun connect(Serving serving, String... options) {
        List<String> all = new ArrayList<>(List.of("connect", serving.address(), "--json", "--ca", ca(), "--get", "/"));
        all.addAll(Arrays.asList(options));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.status()).as(run.toString()).isZero();
        return run;
    }

    private String ask(Serving serving, String requests) {
        CommandRun run = CommandRun.with(requests, Map.of(), "connect", serving.address(), "--ca", ca());
        assertThat(run.status()).as(run.toString()).isZero();
        return run.out();
    }

    @Nested
    class AnsweringHttp {
        @Test
        void tellsHowTheConnectionWasSetUp() {
            Serving serving = serving(2);
            String page = ask(serving, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(page)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("full handshake", "no_session_offered", "TLSv1.3");

            String json = ask(serving, "GET /handshake.json?x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            serving.line();
            Map<String, @Nullable Object> told = new LinkedHashMap<>(serving.line());
            assertThat(told.remove("connection")).isEqualTo(2L); // which is the server's own
            assertThat(Json.parse(json.substring(json.indexOf("\r\n\r\n") + 4))).isEqualTo(told);
        }

        @Test
        void keepsAConnectionForMoreRequests() {
            String answers = ask(
                    serving(1),
                    "\r\nGET /hello HTTP/1.1\r\n\r\nHEAD /hello HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\n\r\n"
                            + "GET /hello HTTP/1.0\r\n\r\nGET /never HTTP/1.1\r\n\r\n");
            assertThat(answers.split("HTTP/1.1 ")).hasSize(5);
            assertThat(answers.split("hello\n")).hasSize(3);
            assertThat(answers)
                    .contains("404 Not Found")
                    .contains("Content-Length: 6\r\n")
                    .doesNotContain("never");
        }

        @Test
        void refusesWhatItDoesNotDo() {
            assertThat(ask(serving(1), "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("Allow: GET, HEAD", "Connection: close");
        }

        @Test
        void refusesWhatIsNoRequest() {
            assertThat(ask(serving(1), "hello there\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        }

        @Test
        void refusesAHeadThatDoesNotEnd() {
            assertThat(ask(serving(1), "GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(5_000)))
                    .startsWith("HTTP/1.1 431 ");
        }
    }

    @Nested
    class Forwarding {
        @Test
        void passesOnInBothDirectionsToTheEnd() throws Exception {
            try (ServerSocket backend = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                CompletableFuture<String> received = CompletableFuture.supplyAsync(() -> {
                    try (Socket socket = backend.accept()) {
                        byte[] all = socket.getInputStream().readAllBytes();
                        socket.getOutputStream().write("backend says hello".getBytes(StandardCharsets.US_ASCII));
                        return new String(all, StandardCharsets.US_ASCII);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                Serving serving = serving(1, "--forward", "127.0.0.1:" + backend.getLocalPort());
                assertThat(ask(serving, "client says hello")).isEqualTo("backend says hello");
                assertThat(received.get()).isEqualTo("client says hello");
            }
        }

        @Test
        void breaksOffWhereTheBackendIsGoneSoThatNobodyTakesThatForAnAnswer() throws IOException {
            int port;
            try (ServerSocket gone = new ServerSocket(0)) {
                port = gone.getLocalPort();
            }
            Serving serving = serving(1, "--forward", "127.0.0.1:" + port);
            CommandRun run = CommandRun.with("anybody?", Map.of(), "connect", serving.address(), "--ca", ca());
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(serving.status()).isZero();
            assertThat(serving.errors()).contains("cannot be reached").hasLineCount(1);
        }
    }

    @Nested
    class Resuming {
        @Test
        void goesOnInAnotherProcessWithTheSameSecret() {
            Path secret = directory.resolve("secret");
            CommandRun.of("keys", "new-secret", secret.toString());
            TestFiles identity = TestFiles.in(directory);
            String[] options = {
                "--secret",
                secret.toString(),
                "--ticket-keys",
                "derive",
                "--cert",
                identity.cert(),
                "--key",
                identity.key()
            };
            assertResumesElsewhere(options, "psk_stateless");
        }

        @Test
        void goesOnInAnotherProcessWithTheSameStore() {
            TestFiles identity = TestFiles.in(directory);
            String[] options = {
                "--store",
                "file:" + directory.resolve("store"),
                "--tls13-tickets",
                "stored",
                "--cert",
                identity.cert(),
                "--key",
                identity.key()
            };
            assertResumesElsewhere(options, "psk_stored");
            assertThat(directory.resolve("store.secret")).exists();
        }

        /** Two servers behind one port, one after the other; what they share is what a restart leaves. */
        private void assertResumesElsewhere(String[] options, String mechanism) {
            Path session = directory.resolve("session");
            Serving first = Serving.once(1, options);
            run(first, session);
            assertThat(first.status()).isZero();
            Serving second = restarted(first.port(), options);
            run(second, session);
            assertThat(second.line()).containsEntry("kind", "resumed").containsEntry("mechanism", mechanism);
        }

        private Serving restarted(int port, String[] options) {
            return Serving.onceOn(port, 1, options);
        }

        private void run(Serving serving, Path session) {
            CommandRun run = CommandRun.of(
                    "connect",
                    serving.address(),
                    "--ca",
                    directory.resolve("cert.pem").toString(),
                    "--session",
                    session.toString(),
                    "--get",
                    "/");
            assertThat(run.status()).as(run.toString()).isZero();
        }

        @Test
        void isRefusedWithoutTicketsAndStore() {
            Serving serving = serving(2, "--no-tickets", "--store", "none");
            assertThat(connect(serving, "--reconnect", "1").json())
                    .extracting(line -> line.get("kind"))
                    .containsExactly("full", "full");
        }

        @Test
        void usesTheStoreWithoutTickets() {
            Serving serving = serving(2, "--no-tickets");
            connect(serving, "--reconnect", "1");
            serving.line();
            assertThat(serving.line()).containsEntry("mechanism", "psk_stored");
        }

        @Test
        void needsNoKeyExchangeWhereBothSidesSaySo() {
            Serving serving = serving(2, "--psk-ke");
            List<Map<String, @Nullable Object>> lines =
                    connect(serving, "--reconnect", "1", "--psk-ke").json();
            assertThat(lines).extracting(line -> line.get("kind")).containsExactly("full", "resumed");
        }

        @Test
        void givesAsManyTicketsAsTheClientAsksFor() {
            Serving serving = serving(1, "--ticket-count", "0");
            assertThat(connect(serving).onlyLine()).containsKey("tickets_received");
        }
    }

    @Nested
    class OtherClients {
        @Test
        void doNotWaitForOneThatStalls() throws IOException {
            Serving serving = serving(3, "--handshake-timeout", "2s");
            try (Socket stalled = serving.plain();
                    Socket dripping = serving.plain()) {
                dripping.getOutputStream().write(new byte[] {22, 3, 1});
                connect(serving);
                assertThat(serving.line()).containsEntry("ok", true);

                for (int i = 0; i < 2; i++) {
                    assertThat(serving.line())
                            .containsEntry("ok", false)
                            .containsEntry("error", "the handshake took longer than 2 s");
                }
                assertThat(endOf(stalled)).isTrue();
            }
            assertThat(serving.status()).isZero();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "SSH-2.0-OpenSSH_9.0\r\n",
                    "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000",
                    "\u0016\u0003\u0003\u00ff\u00ff",
                    "\u0080\u002e\u0001\u0000\u0002",
                    ""
                })
        void doNotNoticeOneThatSendsRubbish(String rubbish) throws IOException {
            Serving serving = serving(2);
            try (Socket client = serving.plain()) {
                client.getOutputStream().write(rubbish.getBytes(StandardCharsets.ISO_8859_1));
                client.shutdownOutput();
                assertThat(endOf(client)).isTrue();
            }
            Map<String, @Nullable Object> line = serving.line();
            assertThat(line).containsEntry("ok", false).containsKey("alert");
            assertThat((String) line.get("error")).isNotBlank();
            connect(serving);
            assertThat(serving.line()).containsEntry("ok", true);
            assertThat(serving.status()).isZero();
            assertThat(serving.errors()).isEmpty();
        }

        /** What such a client sends first, and then for as long as it is let. */
        enum Endless {
            HUGE_RECORD("record_overflow", bytes(22, 3, 1, 255, 255), new byte[16_384]),
            RECORD_A_BYTE_TOO_LONG("record_overflow", bytes(22, 3, 1, 64, 1), new byte[16_384]),
            HUGE_HELLO(null, bytes(22, 3, 1, 0, 4, 1, 255, 255, 255), record(22, 16_384)),
            EMPTY_RECORDS("unexpected_message", new byte[0], record(22, 0)),
            CHANGE_CIPHER_SPECS("unexpected_message", new byte[0], bytes(20, 3, 3, 0, 1, 1)),
            WARNINGS(null, new byte[0], bytes(21, 3, 3, 0, 2, 1, 90)),
            EARLY_DATA("unexpected_message", new byte[0], record(23, 16_384)),
            ZEROS(null, new byte[0], new byte[16_384]);

            private final @Nullable String alert;
            private final byte[] first;
            private final byte[] more;

            Endless(@Nullable String alert, byte[] first, byte[] more) {
                this.alert = alert;
                this.first = first;
                this.more = more;
            }

            private static byte[] record(int type, int length) {
                return Arrays.copyOf(bytes(type, 3, 3, length >> 8, length & 255), 5 + length);
            }

            private static byte[] bytes(int... values) {
                byte[] bytes = new byte[values.length];
                for (int i = 0; i < values.length; i++) {
                    bytes[i] = (byte) values[i];
                }
                return bytes;
            }
        }

        @ParameterizedTest
        @EnumSource(Endless.class)
        void doNotNoticeOneThatSendsWithoutEnd(Endless sent) throws Exception {
            Serving serving = serving(2);
            try (Socket client = serving.plain()) {
                CompletableFuture<Boolean> refused = CompletableFuture.supplyAsync(() -> isRefused(client, sent));
                connect(serving);
                List<Map<String, @Nullable Object>> lines = List.of(serving.line(), serving.line());
                assertThat(lines).filteredOn("ok", true).hasSize(1);
                assertThat(lines).filteredOn("ok", false).singleElement().satisfies(line -> {
                    assertThat(line.get("alert")).isNotNull();
                    if (sent.alert != null) {
                        assertThat(line).containsEntry("alert", sent.alert);
                    }
                });
                assertThat(endOf(client)).isTrue();
                assertThat(refused.get()).isTrue();
            }
            assertThat(serving.status()).isZero();
            assertThat(serving.errors()).isEmpty();
        }

        /** Sends until the server takes no more; far more than any hello. */
        private static boolean isRefused(Socket client, Endless sent) {
            try {
                OutputStream out = client.getOutputStream();
                out.write(sent.first);
                for (long bytes = 0; bytes < 64L << 20; bytes += sent.more.length) {
                    out.write(sent.more);
                }
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        /** Reads to the end, be it a proper one or not. */
        private static boolean endOf(Socket socket) throws IOException {
            InputStream in = socket.getInputStream();
            try {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (java.net.SocketException e) {
                return true; // reset
            }
            return in.read() < 0;
        }
    }

    @Test
    void showsTheIdentityThatItWasGiven() throws IOException {
        TestFiles identity = TestFiles.in(directory);
        Serving serving = Serving.once(1, "--cert", identity.cert(), "--key", identity.key());
        CommandRun run = CommandRun.of("connect", serving.address(), "--ca", identity.cert(), "--get", "/hello");
        assertThat(run.status()).as(run.toString()).isZero();
    }

    @Test
    void writesTheCertificateItMadeAndNoKey() throws IOException {
        Serving serving = serving(1);
        assertThat(Files.readString(Path.of(ca())))
                .startsWith("-----BEGIN CERTIFICATE-----")
                .doesNotContain("KEY");
        connect(serving);
    }

    @Test
    void asksForClientCertificatesWhereItShould() {
        TestFiles client = TestFiles.in(directory);
        Serving serving = serving(2, "--client-auth", "need", "--client-ca", client.cert());
        CommandRun without = CommandRun.of("connect", serving.address(), "--json", "--ca", ca(), "--get", "/");
        assertThat(without.status()).isEqualTo(1);
        assertThat(serving.line()).containsEntry("ok", false).containsEntry("alert", "certificate_required");
        connect(serving, "--cert", client.cert(), "--key", client.key());
        assertThat(serving.line()).containsEntry("ok", true);
    }
}
