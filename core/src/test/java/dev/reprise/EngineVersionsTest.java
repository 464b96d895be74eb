package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.EnginePair.End;
import dev.reprise.session.Mechanism;
import dev.reprise.testing.Rfc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the versions of TLS do not have in common, as an engine's user sees it. */
class EngineVersionsTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    private static SSLEngineResult finished(End end) {
        return end.results.stream()
                .filter(result -> result.getHandshakeStatus() == HandshakeStatus.FINISHED)
                .findFirst()
                .orElseThrow();
    }

    @Nested
    class Tls13 {
        private final SSLContext server = server().versions("TLSv1.3").build();
        private final EnginePair pair =
                new EnginePair(client().versions("TLSv1.3").build(), server);

        @Test
        void theServerSaysItWithTheWrapOfItsLastTicket() throws SSLException {
            pair.handshake();

            SSLEngineResult finished = pair.server.results.stream()
                    .filter(result -> result.getHandshakeStatus() == HandshakeStatus.FINISHED)
                    .findFirst()
                    .orElseThrow();
            assertThat(finished.bytesProduced()).isPositive();
            assertThat(finished.bytesConsumed()).isZero();
            assertThat(Reprise.session(pair.client.engine)).isPresent();
        }

        @Test
        void aTicketIsTakenWithoutData() throws SSLException {
            pair.client.engine.beginHandshake();
            pair.run(all -> all);
            EnginePair fresh = new EnginePair(client().versions("TLSv1.3").build(), server);
            SSLEngine engine = fresh.client.engine;
            fresh.handshake();

            List<SSLEngineResult> afterwards = fresh.client.results.subList(
                    fresh.client.results.indexOf(fresh.client.results.stream()
                                    .filter(result -> result.getHandshakeStatus() == HandshakeStatus.FINISHED)
                                    .findFirst()
                                    .orElseThrow())
                            + 1,
                    fresh.client.results.size());

            assertThat(afterwards)
                    .filteredOn(result -> result.bytesConsumed() > 0)
                    .isNotEmpty()
                    .allSatisfy(result -> {
                        assertThat(result.getStatus()).isEqualTo(Status.OK);
                        assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
                        assertThat(result.bytesProduced()).isZero();
                    });
            assertThat(engine.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }

        @Test
        void closeNotifyOfOneSideLeavesTheOtherDirectionOpen() throws SSLException {
            pair.handshake();
            pair.client.engine.closeOutbound();
            SSLEngineResult goodbye = pair.client.wrap(ByteBuffer.allocate(0));

            assertThat(goodbye.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(goodbye.bytesProduced()).isPositive();
            assertThat(goodbye.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_UNWRAP);
            assertThat(pair.client.engine.isOutboundDone()).isTrue();
            assertThat(pair.client.engine.isInboundDone()).isFalse();

            pair.server.deliver(Integer.MAX_VALUE);
            assertThat(pair.server.unwrap().getStatus()).isEqualTo(Status.CLOSED);
            assertThat(pair.server.engine.isInboundDone()).isTrue();
            assertThat(EnginePair.send(pair.server, HELLO)).isEqualTo(HELLO);

            pair.server.engine.closeOutbound();
            SSLEngineResult last = pair.server.wrap(ByteBuffer.allocate(0));
            assertThat(last.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(last.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            pair.client.deliver(Integer.MAX_VALUE);
            SSLEngineResult end = pair.client.unwrap();
            assertThat(end.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(end.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            pair.client.engine.closeInbound();
            pair.server.engine.closeInbound();
        }
    }

    @Nested
    class Tls12 {
        private final SSLContext server = server().versions("TLSv1.2").build();
        private final SSLContext client = client().versions("TLSv1.2").build();
        private final EnginePair pair = new EnginePair(client, server);

        @Test
        @Rfc("5246#7.3 last-word")
        void theServerWritesLastAndTheClientReads() throws SSLException {
            pair.handshake();

            assertThat(finished(pair.server).bytesProduced()).isPositive();
            assertThat(finished(pair.client).bytesConsumed()).isPositive();
            assertThat(Reprise.session(pair.client.engine)).isPresent();
        }

        @Test
        @Rfc("5246#7.3 last-word")
        void whereItIsResumedTheClientWritesLastAndTheServerReads() throws SSLException {
            pair.handshake();
            EnginePair again = new EnginePair(client, server).handshake();

            assertThat(Reprise.resumption(again.server.engine).mechanism()).isEqualTo(Mechanism.TICKET);
            assertThat(finished(again.client).bytesProduced()).isPositive();
            assertThat(finished(again.server).bytesConsumed()).isPositive();
            assertThat(again.client.finished()).isEqualTo(1);
            assertThat(again.server.finished()).isEqualTo(1);
            assertThat(EnginePair.send(again.server, HELLO)).isEqualTo(HELLO);
            assertThat(EnginePair.send(again.client, HELLO)).isEqualTo(HELLO);
        }

        @Test
        void theSessionSaysWhoThePeerIsWhileTheHandshakeRuns() throws Exception {
            pair.handshake();
            EnginePair again = new EnginePair(client, server);
            Certificate[] seen = new Certificate[1];
            SSLEngine engine = again.client.engine;
            engine.beginHandshake();
            again.client.wrap(ByteBuffer.allocate(0));
            again.server.deliver(Integer.MAX_VALUE);
            again.server.unwrap();
            again.server.runTasks();
            again.server.wrap(ByteBuffer.allocate(0));
            again.client.deliver(Integer.MAX_VALUE);
            again.client.unwrap();
            seen[0] = engine.getHandshakeSession().getPeerCertificates()[0];

            assertThat(seen[0]).isEqualTo(Contexts.PKI.serverEc().certificate());
            assertThat(engine.getHandshakeSession().getProtocol()).isEqualTo("TLSv1.2");
            again.handshake();
            assertThat(engine.getSession().getPeerCertificates()[0]).isEqualTo(seen[0]);
        }

        @Test
        @Rfc("5246#7.2.1 close-answered")
        void closeNotifyOfOneSideEndsBothDirections() throws SSLException {
            pair.handshake();
            pair.client.engine.closeOutbound();
            assertThat(pair.client.wrap(ByteBuffer.allocate(0)).getHandshakeStatus())
                    .isEqualTo(HandshakeStatus.NEED_UNWRAP);

            pair.server.deliver(Integer.MAX_VALUE);
            SSLEngineResult goodbye = pair.server.unwrap();
            assertThat(goodbye.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(goodbye.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
            ByteBuffer source = ByteBuffer.wrap(HELLO);
            SSLEngineResult answer = pair.server.wrap(source);
            assertThat(answer.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(answer.bytesProduced()).isPositive();
            assertThat(source.position()).isZero();
            assertThat(pair.server.engine.isOutboundDone()).isTrue();
            assertThat(pair.server.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);

            pair.client.deliver(Integer.MAX_VALUE);
            SSLEngineResult end = pair.client.unwrap();
            assertThat(end.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(end.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            pair.client.engine.closeInbound();
            pair.server.engine.closeInbound();
        }
    }
}
