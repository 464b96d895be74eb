package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.Resumption;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten thousand connections in one process. */
@Tag("memory")
class ManyEnginesTest {
    private static final int PAIRS = 5_000;

    /** What an idle engine may take, with its session, its keys and the ciphers that they are in: a gigabyte for 100,000. */
    private static final long BYTES_EACH = 10_000;

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    private static long used() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void idleOnesTakeLittleAndAllStillTalk(String version) throws Exception {
        SSLContext server = server().versions(version).build();
        SSLContext client = client().versions(version).build();
        new EnginePair(client, server).handshake();
        List<SSLEngine> engines = new ArrayList<>();
        long before = used();

        for (int i = 0; i < PAIRS; i++) {
            EnginePair pair = new EnginePair(client, server).handshake();
            assertThat(Reprise.resumption(pair.server.engine).kind()).isEqualTo(Resumption.Kind.RESUMED);
            engines.add(pair.client.engine);
            engines.add(pair.server.engine);
        }

        long each = (used() - before) / engines.size();
        assertThat(each).as("bytes of heap for each engine").isLessThan(BYTES_EACH);
        for (int i = 0; i < engines.size(); i += 2) {
            EnginePair pair = EnginePair.around(engines.get(i), engines.get(i + 1));
            assertThat(EnginePair.send(pair.client, HELLO)).isEqualTo(HELLO);
            assertThat(EnginePair.send(pair.server, HELLO)).isEqualTo(HELLO);
        }
    }

    @Test
    void onesThatNeverBeganTakeNextToNothing() {
        SSLContext server = server().build();
        List<SSLEngine> engines = new ArrayList<>();
        long before = used();

        for (int i = 0; i < 2 * PAIRS; i++) {
            engines.add(server.createSSLEngine());
        }

        assertThat((used() - before) / engines.size()).isLessThan(1_000);
        assertThat(engines).doesNotContainNull();
    }
}
