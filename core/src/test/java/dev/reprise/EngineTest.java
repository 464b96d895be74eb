package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.EnginePair.End;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
class EngineTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    private final String version;
    private final SSLContext server;
    private final SSLContext client;
    private final EnginePair pair;

    EngineTest(String version) {
        this.version = version;
        server = server().versions(version).build();
        client = client().versions(version).build();
        pair = new EnginePair(client, server);
    }

    @Nested
    class Handshake {
        @Test
        void saysFinishedOnceOnEachSideAndNeverAsStatus() throws SSLException {
            pair.handshake();

            assertThat(pair.client.finished()).isEqualTo(1);
            assertThat(pair.server.finished()).isEqualTo(1);
            assertThat(pair.client.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            assertThat(pair.server.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        }

        @Test
        void withoutTicketsTheServerStillSaysItWithACall() throws SSLException {
            EnginePair without = new EnginePair(
                    client,
                    server().versions(version)
                            .ticketCount(0)
                            .sessionStore(SessionStores.none())
                            .tickets(false)
                            .build());

            without.handshake();

            assertThat(without.server.finished()).isEqualTo(1);
            assertThat(without.client.finished()).isEqualTo(1);
        }

        @Test
        void neverAsksToUnwrapAgain() throws SSLException {
            pair.handshake();

            for (End end : List.of(pair.client, pair.server)) {
                assertThat(end.results)
                        .extracting(SSLEngineResult::getHandshakeStatus)
                        .doesNotContain(HandshakeStatus.NEED_UNWRAP_AGAIN);
            }
        }

        @Test
        void takesBytesOneAtATime() throws SSLException {
            pair.run(all -> 1);

            assertThat(EnginePair.send(pair.client, HELLO)).isEqualTo(HELLO);
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
        void takesBytesInAnyChunks(long seed) throws SSLException {
            Random chunks = new Random(seed);

            pair.run(all -> 1 + chunks.nextInt(600));

            assertThat(EnginePair.send(pair.server, HELLO)).isEqualTo(HELLO);
        }

        @Test
        void resumesTheNextTime() throws SSLException {
            pair.handshake();
            EnginePair again = new EnginePair(client, server).handshake();

            assertThat(Reprise.resumption(again.server.engine).resumed()).isTrue();
            assertThat(again.client.finished()).isEqualTo(1);
            assertThat(again.server.finished()).isEqualTo(1);
            assertThat(EnginePair.send(again.client, HELLO)).isEqualTo(HELLO);
        }

        @Test
        void needsItsTaskUntilTheTaskIsDone() throws SSLException {
            SSLEngine serving = pair.server.engine;
            pair.client.engine.beginHandshake();
            pair.client.wrap(ByteBuffer.allocate(0));
            pair.server.deliver(Integer.MAX_VALUE);
            pair.server.unwrap();

            assertThat(serving.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
            Runnable task = serving.getDelegatedTask();
            assertThat(serving.getDelegatedTask()).isNull();
            SSLEngineResult idle = serving.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(20_000));
            assertThat(idle.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
            assertThat(idle.bytesProduced()).isZero();
            SSLEngineResult unread = serving.unwrap(ByteBuffer.allocate(0), ByteBuffer.allocate(20_000));
            assertThat(unread.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
            assertThat(serving.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);

            task.run();

            assertThat(serving.getHandshakeStatus()).isNotEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            pair.handshake();
            assertThat(EnginePair.send(pair.client, HELLO)).isEqualTo(HELLO);
        }

        @Test
        void aClientThatUnwrapsFirstIsSentToWrap() throws SSLException {
            SSLEngineResult result = pair.client.engine.unwrap(ByteBuffer.allocate(0), ByteBuffer.allocate(20_000));

            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        }

        @Test
        void mustKnowItsSide() {
            SSLEngine engine = server.createSSLEngine();

            assertThatThrownBy(engine::beginHandshake).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void cannotChangeItsSideLater() throws SSLException {
            pair.handshake();

            assertThatThrownBy(() -> pair.client.engine.setUseClientMode(false))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Buffers {
        @Test
        void aRecordThatIsNotWholeLeavesEverythingUntouched() throws SSLException {
            pair.handshake();
            pair.client.wrap(ByteBuffer.wrap(HELLO));
            ByteBuffer record = pair.server.underWay();
            ByteBuffer part = record.duplicate();
            part.limit(part.limit() - 1);
            ByteBuffer room = ByteBuffer.allocate(100);

            SSLEngineResult result = pair.server.engine.unwrap(part, room);

            assertThat(result.getStatus()).isEqualTo(Status.BUFFER_UNDERFLOW);
            assertThat(part.position()).isEqualTo(record.position());
            assertThat(room.position()).isZero();
        }

        @Test
        void tooLittleRoomForDataLeavesEverythingUntouched() throws SSLException {
            pair.handshake();
            pair.client.wrap(ByteBuffer.wrap(HELLO));
            ByteBuffer record = pair.server.underWay();
            int from = record.position();
            ByteBuffer room = ByteBuffer.allocate(HELLO.length - 1);

            SSLEngineResult tooSmall = pair.server.engine.unwrap(record, room);

            assertThat(tooSmall.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
            assertThat(tooSmall.bytesConsumed()).isZero();
            assertThat(record.position()).isEqualTo(from);
            assertThat(room.position()).isZero();
            ByteBuffer enough = ByteBuffer.allocate(HELLO.length);
            assertThat(pair.server.engine.unwrap(record, enough).getStatus()).isEqualTo(Status.OK);
            assertThat(enough.array()).isEqualTo(HELLO);
        }

        @Test
        void tooLittleRoomForARecordLeavesEverythingUntouched() throws SSLException {
            pair.handshake();
            ByteBuffer source = ByteBuffer.wrap(HELLO);
            ByteBuffer room = ByteBuffer.allocate(HELLO.length + 21);

            SSLEngineResult result = pair.client.engine.wrap(source, room);

            assertThat(result.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
            assertThat(source.position()).isZero();
            assertThat(room.position()).isZero();
        }

        @Test
        void sizesAreTheSameBeforeDuringAndAfterTheHandshake() throws SSLException {
            assertThat(pair.client.engine.getSession().getPacketBufferSize()).isEqualTo(16_709);
            int before = pair.client.engine.getSession().getApplicationBufferSize();
            assertThat(before).isGreaterThanOrEqualTo(16_384);
            pair.client.engine.beginHandshake();
            assertThat(pair.client.engine.getHandshakeSession().getPacketBufferSize())
                    .isEqualTo(16_709);

            pair.handshake();

            assertThat(pair.client.engine.getSession().getPacketBufferSize()).isEqualTo(16_709);
            assertThat(pair.client.engine.getSession().getApplicationBufferSize())
                    .isEqualTo(before);
        }

        @Test
        void aFullRecordFitsBuffersOfItsLimit() throws SSLException {
            pair.handshake();
            byte[] data = new byte[16_384];
            new Random(1).nextBytes(data);
            pair.client.wrap(ByteBuffer.wrap(data));
            ByteBuffer room = ByteBuffer.allocate(16_384);

            SSLEngineResult result = pair.server.engine.unwrap(pair.server.underWay(), room);

            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(room.array()).isEqualTo(data);
        }

        @Test
        void oneCallTakesOneRecord() throws SSLException {
            pair.handshake();
            pair.client.wrap(ByteBuffer.wrap(HELLO));
            int one = pair.server.underWay().remaining();
            pair.client.wrap(ByteBuffer.wrap(HELLO));
            pair.server.deliver(Integer.MAX_VALUE);

            assertThat(pair.server.unwrap().bytesConsumed()).isEqualTo(one);
            assertThat(pair.server.arrived().remaining()).isEqualTo(one);
        }

        @Test
        void gathersAndScatters() throws SSLException {
            pair.handshake();
            ByteBuffer[] sources = {
                ByteBuffer.wrap(new byte[] {1, 2}),
                ByteBuffer.allocate(0),
                ByteBuffer.allocateDirect(1).put((byte) 3).flip(),
                ByteBuffer.wrap(new byte[] {9, 4, 5}, 1, 2).asReadOnlyBuffer()
            };
            pair.client.wrap(sources);
            ByteBuffer[] rooms = {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(3), ByteBuffer.allocate(9)};

            SSLEngineResult result = pair.server.engine.unwrap(pair.server.underWay(), rooms);

            assertThat(result.bytesProduced()).isEqualTo(5);
            List<Byte> bytes = new ArrayList<>();
            for (ByteBuffer room : rooms) {
                room.flip();
                while (room.hasRemaining()) {
                    bytes.add(room.get());
                }
            }
            assertThat(bytes).containsExactly((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5);
        }

        @Test
        void readOnlyDestinationsAreRefused() {
            ByteBuffer readOnly = ByteBuffer.allocate(20_000).asReadOnlyBuffer();

            assertThatThrownBy(() -> pair.client.engine.wrap(ByteBuffer.allocate(0), readOnly))
                    .isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(() -> pair.client.engine.unwrap(ByteBuffer.allocate(0), readOnly))
                    .isInstanceOf(ReadOnlyBufferException.class);
        }

        @Test
        void nullsAndBadRangesAreRefused() {
            SSLEngine engine = pair.client.engine;
            ByteBuffer buffer = ByteBuffer.allocate(20_000);

            assertThatThrownBy(() -> engine.wrap((ByteBuffer) null, buffer))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> engine.wrap(buffer, null)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> engine.unwrap(null, buffer)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> engine.unwrap(buffer, new ByteBuffer[] {buffer}, 0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }

        @Test
        void nothingToSayIsNoBytes() throws SSLException {
            pair.handshake();

            SSLEngineResult result = pair.client.wrap(ByteBuffer.allocate(0));

            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.bytesProduced()).isZero();
            assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        }
    }

    @Nested
    class AfterTheHandshake {
        @Test
        void manyRecordsBothWays() throws SSLException {
            pair.handshake();
            byte[] data = new byte[300_000];
            new Random(7).nextBytes(data);

            assertThat(EnginePair.send(pair.client, data)).isEqualTo(data);
            assertThat(EnginePair.send(pair.server, data)).isEqualTo(data);
        }
    }

    @Nested
    class Ends {
        @Test
        void noApplicationDataAfterCloseNotify() throws SSLException {
            pair.handshake();
            pair.client.engine.closeOutbound();
            ByteBuffer source = ByteBuffer.wrap(HELLO);

            pair.client.wrap(source);
            SSLEngineResult closed = pair.client.wrap(source);

            assertThat(closed.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(closed.bytesProduced()).isZero();
            assertThat(source.position()).isZero();
        }

        @Test
        void anEndWithoutCloseNotifyIsATruncation() throws SSLException {
            pair.handshake();

            assertThatThrownBy(() -> pair.server.engine.closeInbound())
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("truncation");
            assertThat(pair.server.engine.isInboundDone()).isTrue();
        }

        @Test
        void anEngineThatNeverBeganClosesInSilence() throws SSLException {
            SSLEngine engine = server.createSSLEngine();
            engine.setUseClientMode(false);
            engine.closeOutbound();

            assertThat(engine.isOutboundDone()).isTrue();
            engine.closeInbound();
            assertThat(engine.isInboundDone()).isTrue();
            SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(20_000));
            assertThat(result.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(result.bytesProduced()).isZero();
            assertThatThrownBy(engine::beginHandshake).isInstanceOf(SSLException.class);
        }

        @Test
        void afterAnExceptionTheAlertWaitsToBeWrapped() throws SSLException {
            pair.handshake();
            pair.client.wrap(ByteBuffer.wrap(HELLO));
            ByteBuffer record = pair.server.underWay();
            byte[] changed = new byte[record.remaining()];
            record.get(changed);
            changed[changed.length - 1] ^= 1;
            pair.server.arrive(changed);

            assertThatThrownBy(pair.server::unwrap)
                    .isInstanceOf(SSLProtocolException.class)
                    .hasCauseInstanceOf(RuntimeException.class);
            assertThat(pair.server.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
            SSLEngineResult alert = pair.server.wrap(ByteBuffer.allocate(0));
            assertThat(alert.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(alert.bytesProduced()).isPositive();
            assertThat(pair.server.engine.isOutboundDone()).isTrue();
            assertThat(pair.server.engine.isInboundDone()).isTrue();
            assertThat(pair.server.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);

            pair.client.deliver(Integer.MAX_VALUE);
            assertThatThrownBy(pair.client::unwrap)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("bad_record_mac");
        }

        @Test
        void whatIsNotTlsIsRefusedInPlainWords() {
            pair.server.arrive("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThatThrownBy(pair.server::unwrap)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("HTTP");
        }

        @Test
        void aFaultOfATaskIsThrownByTheNextCallAndItsAlertFollows() throws SSLException {
            EnginePair stranger =
                    new EnginePair(Reprise.client().versions(version).build(), server);

            assertThatThrownBy(stranger::handshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasCauseInstanceOf(CertificateException.class);
            stranger.client.wrap(ByteBuffer.allocate(0));
            assertThat(stranger.client.engine.isOutboundDone()).isTrue();
            stranger.server.deliver(Integer.MAX_VALUE);
            assertThatThrownBy(() -> {
                        while (true) {
                            stranger.server.unwrap();
                        }
                    })
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("unknown_ca");
        }
    }

    @Nested
    class Sessions {
        @Test
        void thereIsNoneBeforeTheHandshake() {
            SSLEngine engine = pair.client.engine;

            assertThat(engine.getSession().getProtocol()).isEqualTo("NONE");
            assertThat(engine.getSession().getCipherSuite()).isEqualTo("SSL_NULL_WITH_NULL_NULL");
            assertThat(engine.getSession().isValid()).isFalse();
            assertThat(engine.getSession().getId()).isEmpty();
            assertThat(engine.getHandshakeSession()).isNull();
            assertThatThrownBy(() -> engine.getSession().getPeerCertificates())
                    .isInstanceOf(SSLPeerUnverifiedException.class);
        }

        /** Jetty compares the name asked for with them, resumed or not. */
        @Test
        void aServersSessionHasItsCertificatesWhereItResumedToo() throws SSLException {
            pair.handshake();
            EnginePair again = new EnginePair(client, server).handshake();

            assertThat(Reprise.resumption(again.server.engine).resumed()).isTrue();
            assertThat(again.server.engine.getSession().getLocalCertificates())
                    .isNotEmpty()
                    .isEqualTo(pair.server.engine.getSession().getLocalCertificates());
            assertThat(again.server.engine.getSession().getLocalPrincipal()).isNotNull();
        }

        @Test
        void theOneUnderConstructionIsVisibleWhileTheHandshakeRuns() throws SSLException {
            SSLEngine engine = pair.client.engine;
            engine.beginHandshake();
            assertThat(engine.getHandshakeSession()).isNotNull();

            pair.handshake();

            assertThat(engine.getHandshakeSession()).isNull();
            assertThat(engine.getSession().getProtocol()).isEqualTo(version);
            assertThat(engine.getSession().getPeerHost()).isEqualTo("localhost");
            assertThat(engine.getSession().getPeerPort()).isEqualTo(443);
        }
    }

    /** As the JDK's engine has it in TLS 1.3: this side may go on, and who wraps until nothing is needed ends. */
    @Test
    void aPeerThatSaysNoMoreLeavesNothingToBeWritten() throws Exception {
        EnginePair pair =
                new EnginePair(Contexts.client().build(), Contexts.server().build()).handshake();
        ByteBuffer goodbye = ByteBuffer.allocate(20_000);
        pair.client.engine.closeOutbound();
        pair.client.engine.wrap(ByteBuffer.allocate(0), goodbye);
        SSLEngineResult heard = pair.server.engine.unwrap(goodbye.flip(), ByteBuffer.allocate(20_000));

        assertThat(heard.getStatus()).isEqualTo(SSLEngineResult.Status.CLOSED);
        assertThat(heard.getHandshakeStatus()).isEqualTo(SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING);
        assertThat(pair.server.engine.isOutboundDone()).isFalse();
    }
}
