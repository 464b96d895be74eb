package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON lines of both sides, against the list of fields that scripts rely on. */
class HandshakeLinesTest {
    @TempDir
    private Path directory;

    private String ca() {
        return directory.resolve("ca.pem").toString();
    }

    private String session() {
        return directory.resolve("session").toString();
    }

    private static List<String> and(String... more) {
        List<String> fields = new ArrayList<>(HandshakeLine.FIELDS);
        fields.addAll(List.of(more));
        return fields;
    }

    @Test
    void agreeAboutAFullAndAResumedHandshake() {
        Serving serving = Serving.once(2, "--write-ca", ca(), "--alpn", "http/1.1");
        String[] connect = {
            "connect",
            serving.address(),
            "--json",
            "--ca",
            ca(),
            "--session",
            session(),
            "--alpn",
            "x,http/1.1",
            "--get",
            "/"
        };
        Map<String, @Nullable Object> full = CommandRun.of(connect).onlyLine();
        Map<String, @Nullable Object> fullAtServer = serving.line();
        Map<String, @Nullable Object> resumed = CommandRun.of(connect).onlyLine();
        Map<String, @Nullable Object> resumedAtServer = serving.line();
        assertThat(serving.status()).isZero();

        assertThat(fullAtServer.keySet()).containsExactlyElementsOf(and("connection"));
        assertThat(fullAtServer).containsEntry("connection", 1L);
        assertThat(full.keySet()).containsExactlyElementsOf(and("tickets_received", "answer_bytes"));
        for (Map<String, @Nullable Object> line : List.of(full, fullAtServer)) {
            assertThat(line)
                    .containsEntry("event", "handshake")
                    .containsEntry("ok", true)
                    .containsEntry("protocol", "TLSv1.3")
                    .containsEntry("kind", "full")
                    .containsEntry("mechanism", "none")
                    .containsEntry("reason", "no_session_offered")
                    .containsEntry("age_seconds", null)
                    .containsEntry("early_data", "none")
                    .containsEntry("sni", "localhost")
                    .containsEntry("alpn", "http/1.1");
            assertThat((String) line.get("cipher")).startsWith("TLS_");
            assertThat((String) line.get("group")).isNotEmpty();
            assertThat((Long) line.get("micros")).isPositive();
        }
        assertThat(full).containsEntry("tickets_received", 2L).containsEntry("bytes_out", fullAtServer.get("bytes_in"));
        assertThat((Long) full.get("answer_bytes")).isPositive();

        assertThat(resumedAtServer)
                .containsEntry("connection", 2L)
                .containsEntry("kind", "resumed")
                .containsEntry("mechanism", "psk_stateless")
                .containsEntry("reason", "resumed");
        assertThat(resumed)
                .containsEntry("kind", "resumed")
                .containsEntry("mechanism", "psk")
                .containsEntry("reason", "resumed")
                .containsEntry("bytes_out", resumedAtServer.get("bytes_in"));
        assertThat((Long) resumed.get("age_seconds")).isNotNegative();
        assertThat((Long) resumed.get("bytes_in")).isLessThan((Long) full.get("bytes_in"));
    }

    @Test
    void sayWhyAHandshakeFailedOnBothSides() {
        Serving serving = Serving.once(1);
        CommandRun run = CommandRun.of("connect", serving.address(), "--json", "--get", "/");
        Map<String, @Nullable Object> atServer = serving.line();
        assertThat(serving.status()).isZero();

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.onlyLine().keySet())
                .containsExactlyElementsOf(and("alert", "error", "tickets_received", "answer_bytes"));
        assertThat(atServer.keySet()).containsExactlyElementsOf(and("alert", "error", "connection"));
        for (Map<String, @Nullable Object> line : List.of(run.onlyLine(), atServer)) {
            assertThat(line)
                    .containsEntry("ok", false)
                    .containsEntry("kind", null)
                    .containsEntry("mechanism", null)
                    .containsEntry("reason", null)
                    .containsEntry("alert", "unknown_ca");
            assertThat((String) line.get("error")).isNotBlank().doesNotContain("Exception", "\n");
        }
    }

    @Test
    void nameTheReasonOfTheSideThatKnows() {
        Serving other = Serving.once(1, "--write-ca", ca());
        CommandRun.of("connect", other.address(), "--ca", ca(), "--session", session(), "--get", "/");
        Path second = directory.resolve("second.pem");
        Serving serving = Serving.once(1, "--write-ca", second.toString());
        Map<String, @Nullable Object> line = CommandRun.of(
                        "connect",
                        serving.address(),
                        "--json",
                        "--ca",
                        second.toString(),
                        "--session",
                        session(),
                        "--get",
                        "/")
                .onlyLine();

        assertThat(line).containsEntry("kind", "full").containsEntry("reason", "server_name_mismatch");
        assertThat(serving.line()).containsEntry("reason", "no_session_offered");
    }

    @Test
    void areReadableForPeopleToo() {
        Serving serving = Serving.once(2, "--write-ca", ca());
        CommandRun first =
                CommandRun.of("connect", serving.address(), "--ca", ca(), "--session", session(), "--get", "/hello");
        CommandRun second =
                CommandRun.of("connect", serving.address(), "--ca", ca(), "--session", session(), "--get", "/hello");
        assertThat(first.out()).isEqualTo("hello\n");
        assertThat(first.err()).contains("full (no_session_offered), TLSv1.3 TLS_", "2 tickets");
        assertThat(second.err()).contains("resumed by psk, session ").contains("name localhost");
    }
}
