package dev.reprise.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of servers, good ones and others. */
class HttpAnswerTest {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private int read(String answer) throws IOException {
        return HttpAnswer.read(new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)), body);
    }

    private String body() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void endsWithItsLength() throws IOException {
        assertThat(read("HTTP/1.1 200 OK\r\ncontent-LENGTH:  5\r\n\r\nhelloMORE"))
                .isEqualTo(200);
        assertThat(body()).isEqualTo("hello");
    }

    @Test
    void isPutTogetherFromChunks() throws IOException {
        assertThat(read("HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"
                        + "5;x=y\r\nhello\r\nA\r\n, world...\r\n0\r\nTrailer: x\r\n\r\nMORE"))
                .isEqualTo(404);
        assertThat(body()).isEqualTo("hello, world...");
    }

    @Test
    void endsWithTheConnectionWhereItDoesNotSay() throws IOException {
        assertThat(read("HTTP/1.0 200 OK\n\nall of it\n")).isEqualTo(200);
        assertThat(body()).isEqualTo("all of it\n");
    }

    @Test
    void comesAfterInterimOnes() throws IOException {
        assertThat(
                        read(
                                "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx"))
                .isEqualTo(200);
        assertThat(body()).isEqualTo("x");
    }

    @Test
    void hasNoBodyWhereThereIsNoContent() throws IOException {
        assertThat(read("HTTP/1.1 204 No Content\r\n\r\nnothing of this")).isEqualTo(204);
        assertThat(body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "H", "GET / HTTP/1.1\r\n\r\n", "220 mail.example ESMTP\r\n"})
    void isPassedOnAsItIsWhereItIsNotHttp(String answer) throws IOException {
        assertThat(read(answer)).isZero();
        assertThat(body()).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
            })
    void mayNotEndTooEarly(String answer) {
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
            })
    void isRefusedWhereItMakesNoSense(String answer) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(answer));
    }

    @Test
    void isBoundedInItsHead() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(20_000)))
                .withMessageContaining("head");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read("HTTP/1.1 200 OK\r\na: " + "b".repeat(20_000)))
                .withMessageContaining("line");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read("HTTP/1.1 100 Continue\r\n\r\n".repeat(11)))
                .withMessageContaining("answer");
    }
}
