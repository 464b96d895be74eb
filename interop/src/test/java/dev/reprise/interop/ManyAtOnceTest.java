package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many clients at one {@code reprise serve} at the same time. */
class ManyAtOnceTest {
    private static final int CLIENTS = 10;

    @ParameterizedTest
    @ValueSource(strings = {"stateless", "stored"})
    void tenAtOnceResumeAllTen(String tickets) {
        Peers.require(Peers.GNUTLS);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--tls13-tickets", tickets))) {
            List<CompletableFuture<List<Seen>>> visits = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> Peers.GNUTLS.visit(ClientOptions.to(serve.port())), threads))
                    .limit(CLIENTS)
                    .toList();
            List<List<Seen>> seen = visits.stream().map(CompletableFuture::join).toList();

            assertThat(seen)
                    .allSatisfy(two -> assertThat(two).extracting(Seen::resumed).containsExactly(false, true));
            assertThat(serve.next(2 * CLIENTS))
                    .filteredOn(h -> h.how().equals("resumed psk_" + tickets + " resumed"))
                    .hasSize(CLIENTS);
        } finally {
            threads.shutdownNow();
        }
    }
}
