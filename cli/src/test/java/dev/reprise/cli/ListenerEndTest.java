package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.cli.serve.HttpResponder;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a server ends: what runs comes to its end, what is idle is ended, and it does not wait for longer than that takes. */
@Timeout(120)
class ListenerEndTest {
    /** Longer than any test may take: whoever waits for its end has failed. */
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Listening listening = Listening.with(new HttpResponder(), Duration.ofMinutes(1));

    @AfterEach
    void end() {
        listening.close();
    }

    @Test
    void waitsForNothingWhereNothingRuns() throws Exception {
        listening.stop(FOR_EVER);
        listening.awaitEnd();
        assertThat(listening.events()).isEmpty();
    }

    @Test
    void endsAConnectionBetweenTwoRequestsInTheProperWay() throws Exception {
        try (SSLSocket client = listening.client()) {
            Listening.send(client, "GET /hello HTTP/1.1\r\n\r\n");
            assertThat(Listening.lineOf(client)).isEqualTo("HTTP/1.1 200 OK");
            CompletableFuture<Void> stopping = stopping();
            // All of it, and then the end as TLS has it: without that this would throw.
            assertThat(Listening.rest(client)).endsWith("Connection: keep-alive\r\n\r\nhello\n");
            stopping.get();
        }
    }

    @Test
    void answersTheRequestThatIsHalfThereAndThenEnds() throws Exception {
        CompletableFuture<Void> stopping;
        try (SSLSocket client = listening.client()) {
            Listening.send(client, "GET /hello HTTP/1.1\r\n");
            stopping = stopping();
            awaitRefusal(listening);
            Listening.send(client, "\r\n");
            assertThat(Listening.rest(client)).startsWith("HTTP/1.1 200 OK\r\n").contains("Connection: close\r\n");
        }
        stopping.get();
    }

    @Test
    void finishesTheHandshakeThatIsUnderWayAndAnswers() throws Exception {
        Socket plain = listening.plain();
        assertThat(listening.event()).isEqualTo("accepted");
        CompletableFuture<Void> stopping = stopping();
        awaitRefusal(listening);
        try (SSLSocket client = listening.over(plain)) {
            client.startHandshake();
            Listening.send(client, "GET /hello HTTP/1.1\r\n\r\n");
            assertThat(Listening.rest(client)).endsWith("hello\n");
        }
        stopping.get();
        assertThat(listening.event()).isEqualTo("connected");
    }

    @Test
    void cutsOffWhatHasNotEndedInTheTimeItGave() throws Exception {
        try (Socket plain = listening.plain()) {
            assertThat(listening.event()).isEqualTo("accepted");
            listening.stop(Duration.ofMillis(1));
            listening.awaitEnd();
            assertThat(listening.event()).isNotNull().isNotEqualTo("connected");
            assertThat(plain.getInputStream().read()).isNegative();
        }
    }

    private CompletableFuture<Void> stopping() {
        return Listening.beside(() -> listening.stop(FOR_EVER));
    }

    private static void awaitRefusal(Listening listening) {
        while (!listening.isClosed()) {
            Thread.onSpinWait();
        }
    }
}
