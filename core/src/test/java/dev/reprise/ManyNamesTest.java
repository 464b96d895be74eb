package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.Reason;
import dev.reprise.testing.TestPki;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A certificate of many names makes sessions large, since each is bound to them: they resume all the same, from a ticket or from the store. */
class ManyNamesTest {
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, 31", "TLSv1.3, 110", "TLSv1.3, 256", "TLSv1.3, 300",
        "TLSv1.2, 31", "TLSv1.2, 110", "TLSv1.2, 256", "TLSv1.2, 300"
    })
    void resumesHoweverManyThereAre(String version, int names) throws SSLException {
        String[] all = Stream.concat(
                        Stream.of("localhost"), IntStream.range(1, names).mapToObj(i -> "host-" + i + ".example"))
                .toArray(String[]::new);
        SSLContext server = Reprise.server()
                .versions(version)
                .identity(PKI.issue("many", "EC", all).keyStore(), TestPki.PASSWORD)
                .build();
        SSLContext client = client().versions(version).build();
        new EnginePair(client, server).handshake();

        EnginePair again = new EnginePair(client, server).handshake();
        assertThat(Reprise.resumption(again.server.engine).reason()).isEqualTo(Reason.RESUMED);
        assertThat(Reprise.resumption(again.client.engine).reason()).isEqualTo(Reason.RESUMED);
    }
}
