package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * New keys on a connection that is up (RFC 9846, section 4.7.3), as frameworks meet them. The JDK's engine asks for them where it is told to begin
 * a handshake once more.
 */
@Timeout(60)
class KeyUpdateTest {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

    /** A connection of a JDK's end, which asks for new keys, and one of ours, which is to answer. */
    private static EnginePair connected(boolean oursIsClient) throws Exception {
        EnginePair pair = oursIsClient
                ? new EnginePair(client().build(), Contexts.jdk())
                : new EnginePair(Contexts.jdk(), server().build());
        return pair.handshake();
    }

    private static void ask(EnginePair.End jdk, EnginePair.End ours) throws SSLException {
        jdk.engine.beginHandshake();
        SSLEngineResult asked = jdk.wrap(ByteBuffer.allocate(0));
        assertThat(asked.bytesProduced()).as("the JDK's KeyUpdate").isPositive();
        ours.deliver(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areAnsweredWhereTheEngineAsksToWrap(boolean oursIsClient) throws Exception {
        EnginePair pair = connected(oursIsClient);
        EnginePair.End ours = oursIsClient ? pair.client : pair.server;
        EnginePair.End jdk = oursIsClient ? pair.server : pair.client;
        for (int i = 0; i < 3; i++) {
            ask(jdk, ours);
            SSLEngineResult taken = ours.unwrap();
            assertThat(taken.getStatus()).isEqualTo(Status.OK);
            assertThat(taken.bytesConsumed()).isPositive();
            assertThat(taken.bytesProduced()).isZero();
            assertThat(taken.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
            SSLEngineResult answered = ours.wrap(ByteBuffer.allocate(0));
            assertThat(answered.bytesProduced()).isPositive();
            assertThat(answered.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);

            assertThat(EnginePair.send(ours, DATA)).isEqualTo(DATA);
            assertThat(EnginePair.send(jdk, DATA)).isEqualTo(DATA);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areAnsweredInFrontOfDataWhereNobodyMindsThatTheEngineAsksToWrap(boolean oursIsClient) throws Exception {
        EnginePair pair = connected(oursIsClient);
        EnginePair.End ours = oursIsClient ? pair.client : pair.server;
        EnginePair.End jdk = oursIsClient ? pair.server : pair.client;
        ask(jdk, ours);
        ours.unwrap();

        ByteBuffer source = ByteBuffer.wrap(DATA);
        SSLEngineResult first = ours.wrap(source);
        assertThat(first.bytesConsumed()).isZero();
        assertThat(first.bytesProduced()).isPositive();
        SSLEngineResult second = ours.wrap(source);
        assertThat(second.bytesConsumed()).isEqualTo(DATA.length);

        jdk.deliver(Integer.MAX_VALUE);
        jdk.unwrap();
        jdk.unwrap();
        assertThat(jdk.taken()).isEqualTo(DATA);
    }

    @Test
    void withoutAnyDataBetweenThemAreAFloodAtSomePoint() throws Exception {
        EnginePair pair = connected(false);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        ask(pair.client, pair.server);
                        pair.server.unwrap();
                        pair.server.wrap(ByteBuffer.allocate(0));
                        pair.client.deliver(Integer.MAX_VALUE);
                        pair.client.unwrap();
                    }
                })
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("over and over");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void comeAndGoOnSockets(boolean oursIsClient) throws Exception {
        SSLContext jdk = Contexts.jdk();
        try (SocketPair pair =
                oursIsClient ? SocketPair.connect(client().build(), jdk) : SocketPair.connect(jdk, server().build())) {
            SSLSocket asking = oursIsClient ? pair.server : pair.client;
            pair.handshake().talk();
            for (int i = 0; i < 3; i++) {
                FutureTask<Void> further = SocketPair.background(() -> {
                    asking.startHandshake();
                    return null;
                });
                SocketPair.get(further);
                pair.talk();
            }
            // The JDK's, where it closes first after a key update, waits for the other until its time is up.
            (oursIsClient ? pair.client : pair.server).close();
        }
    }
}
