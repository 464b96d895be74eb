package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.Resumption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However the bytes are cut and wherever they lie, the result is the same. */
class HostileBuffersTest {
    private static final byte[] QUESTION = "and what do you say?".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "the same".getBytes(StandardCharsets.US_ASCII);

    /** How the bytes of a flight reach their engine: in which pieces. */
    private interface Cuts {
        /** Bytes of the next piece of a flight, of which so many have arrived and so many are left. */
        int next(int arrived, int left);
    }

    private static Cuts at(int position) {
        return (arrived, left) -> arrived < position ? Math.min(position - arrived, left) : left;
    }

    static Stream<Arguments> handshakes() {
        return Stream.of("TLSv1.3", "TLSv1.2")
                .flatMap(version -> Stream.of(Arguments.of(version, false), Arguments.of(version, true)));
    }

    /** One end: what it has to say and hears is moved by {@link Talk}. */
    private static final class Side {
        final SSLEngine engine;
        final Shapes shapes;
        int finished;
        byte[] heard = {};
        private byte[] saidAhead = {};

        Side(SSLEngine engine, Shapes shapes) {
            this.engine = engine;
            this.shapes = shapes;
        }

        /** Everything that it has to say until it waits for its peer: one flight. */
        byte[] speak(byte[] data) throws SSLException {
            byte[] flight = saidAhead;
            saidAhead = new byte[0];
            byte[] left = data;
            while (true) {
                runTasks();
                boolean must = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
                if (!must && (left.length == 0 || engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP)) {
                    return flight;
                }
                ByteBuffer[] sources = shapes.sources(left);
                ByteBuffer destination = shapes.destination(engine.getSession().getPacketBufferSize());
                int start = destination.position();
                SSLEngineResult result = engine.wrap(sources, destination);
                note(result);
                assertThat(result.getStatus()).isEqualTo(Status.OK);
                assertThat(Arrays.stream(sources)
                                .mapToInt(ByteBuffer::remaining)
                                .sum())
                        .isEqualTo(left.length - result.bytesConsumed());
                assertThat(destination.position() - start).isEqualTo(result.bytesProduced());
                left = Arrays.copyOfRange(left, result.bytesConsumed(), left.length);
                flight = concat(flight, bytes(destination, start, result.bytesProduced()));
            }
        }

        /** Hears a flight in pieces; what it is given and cannot take must stay untouched. */
        void hear(byte[] flight, Cuts cuts) throws SSLException {
            byte[] pending = {};
            int arrived = 0;
            while (arrived < flight.length) {
                int count = cuts.next(arrived, flight.length - arrived);
                pending = concat(pending, Arrays.copyOfRange(flight, arrived, arrived + count));
                arrived += count;
                pending = take(pending);
            }
            assertThat(pending).isEmpty();
        }

        private byte[] take(byte[] pending) throws SSLException {
            byte[] left = pending;
            while (left.length > 0) {
                runTasks();
                ByteBuffer source = shapes.source(left);
                int start = source.position();
                ByteBuffer[] destinations =
                        shapes.destinations(engine.getSession().getApplicationBufferSize());
                int[] starts = Arrays.stream(destinations)
                        .mapToInt(ByteBuffer::position)
                        .toArray();
                SSLEngineResult result = engine.unwrap(source, destinations);
                note(result);
                assertThat(source.position() - start).isEqualTo(result.bytesConsumed());
                int produced = 0;
                for (int i = 0; i < destinations.length; i++) {
                    int here = destinations[i].position() - starts[i];
                    heard = concat(heard, bytes(destinations[i], starts[i], here));
                    produced += here;
                }
                assertThat(produced).isEqualTo(result.bytesProduced());
                if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                    assertThat(result.bytesConsumed()).isZero();
                    assertThat(result.bytesProduced()).isZero();
                    return left;
                }
                assertThat(result.getStatus()).isEqualTo(Status.OK);
                if (result.bytesConsumed() > 0) { // exactly the record at the head
                    assertThat(result.bytesConsumed()).isEqualTo(5 + ((left[3] & 0xff) << 8 | left[4] & 0xff));
                }
                left = Arrays.copyOfRange(left, result.bytesConsumed(), left.length);
                if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                    saidAhead = speak(new byte[0]); // a client's change_cipher_spec comes behind the first message
                }
            }
            runTasks();
            return left;
        }

        private void note(SSLEngineResult result) {
            finished += result.getHandshakeStatus() == HandshakeStatus.FINISHED ? 1 : 0;
            assertThat(result.getHandshakeStatus()).isNotEqualTo(HandshakeStatus.NEED_UNWRAP_AGAIN);
            assertThat(engine.getHandshakeStatus()).isNotEqualTo(HandshakeStatus.FINISHED);
        }

        private void runTasks() {
            Runnable task;
            while ((task = engine.getDelegatedTask()) != null) {
                task.run();
            }
        }
    }

    /** Where bytes lie. */
    private record Shapes(UnaryOperator<ByteBuffer> in, UnaryOperator<ByteBuffer> out, int parts) {
        static final Shapes PLAIN = new Shapes(buffer -> buffer, buffer -> buffer, 1);

        /** The bytes in a buffer of this shape. */
        ByteBuffer source(byte[] bytes) {
            return in.apply(ByteBuffer.wrap(bytes));
        }

        ByteBuffer[] sources(byte[] bytes) {
            ByteBuffer[] all = new ByteBuffer[parts];
            for (int i = 0; i < parts; i++) {
                int from = bytes.length * i / parts;
                int to = bytes.length * (i + 1) / parts;
                all[i] = source(Arrays.copyOfRange(bytes, from, to));
            }
            return all;
        }

        ByteBuffer destination(int size) {
            return out.apply(ByteBuffer.allocate(size));
        }

        /** Some, the first of them small. */
        ByteBuffer[] destinations(int size) {
            ByteBuffer[] all = new ByteBuffer[parts];
            for (int i = 0; i < parts; i++) {
                all[i] = destination(i == parts - 1 ? size : i + 1);
            }
            return all;
        }
    }

    private static byte[] bytes(ByteBuffer buffer, int from, int count) {
        byte[] bytes = new byte[count];
        buffer.duplicate().clear().position(from).get(bytes);
        return bytes;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    /** Two contexts, and conversations between engines of theirs. */
    private static final class Talk {
        private final String version;
        private final SSLContext server;
        private SSLContext client;
        private int longestFlight;

        Talk(String version) {
            this.version = version;
            this.server = server().versions(version).build();
            this.client = client().versions(version).build();
        }

        /** A handshake, a question, an answer, goodbyes; then everything is compared. */
        void hold(boolean resumed, Cuts cuts, Shapes shapes) throws SSLException {
            client = resumed ? client : client().versions(version).build();
            SSLEngine here = client.createSSLEngine("localhost", 443);
            SSLEngine there = server.createSSLEngine();
            here.setUseClientMode(true);
            there.setUseClientMode(false);
            here.beginHandshake();
            there.beginHandshake();
            Side asking = new Side(here, shapes);
            Side answering = new Side(there, shapes);
            exchange(asking, QUESTION, answering, ANSWER, cuts);

            assertThat(answering.heard).isEqualTo(QUESTION);
            assertThat(asking.heard).isEqualTo(ANSWER);
            assertThat(asking.finished).isEqualTo(1);
            assertThat(answering.finished).isEqualTo(1);
            assertThat(here.getSession().getProtocol()).isEqualTo(version);
            assertThat(there.getSession().getCipherSuite())
                    .isEqualTo(here.getSession().getCipherSuite());
            Resumption.Kind kind = resumed ? Resumption.Kind.RESUMED : Resumption.Kind.FULL;
            assertThat(Reprise.resumption(here).kind()).isEqualTo(kind);
            assertThat(Reprise.resumption(there).kind()).isEqualTo(kind);
            assertThat(Reprise.exportKeyingMaterial(here, "EXPERIMENTAL same", null, 32))
                    .isEqualTo(Reprise.exportKeyingMaterial(there, "EXPERIMENTAL same", null, 32));
        }

        /** Flights go to and fro until nobody has anything to say any more; each says its piece once it is connected. */
        private void exchange(Side one, byte[] question, Side other, byte[] answer, Cuts cuts) throws SSLException {
            byte[] toSay = question;
            byte[] toAnswer = answer;
            boolean said = true;
            while (said) {
                byte[] flight = one.speak(new byte[0]);
                if (isConnected(one) && toSay.length > 0) {
                    flight = concat(flight, one.speak(toSay));
                    toSay = new byte[0];
                }
                other.hear(flight, cuts);
                byte[] back = other.speak(new byte[0]);
                if (other.heard.length > 0 && toAnswer.length > 0) {
                    back = concat(back, other.speak(toAnswer));
                    toAnswer = new byte[0];
                }
                one.hear(back, cuts);
                longestFlight = Math.max(longestFlight, Math.max(flight.length, back.length));
                said = flight.length + back.length > 0;
            }
        }

        private static boolean isConnected(Side side) {
            return side.finished > 0;
        }
    }

    @ParameterizedTest(name = "{0}, resumed: {1}")
    @MethodSource("handshakes")
    void everyFlightMayBeCutAtEveryByte(String version, boolean resumed) throws SSLException {
        Talk talk = new Talk(version);
        talk.hold(false, at(0), Shapes.PLAIN);
        for (int position = 1; position < talk.longestFlight; position++) {
            talk.hold(resumed, at(position), Shapes.PLAIN);
        }
        assertThat(talk.longestFlight).isGreaterThan(300);
    }

    @ParameterizedTest(name = "{0}, resumed: {1}")
    @MethodSource("handshakes")
    void bytesMayComeOneAtATime(String version, boolean resumed) throws SSLException {
        Talk talk = new Talk(version);
        talk.hold(false, (arrived, left) -> 1, Shapes.PLAIN);
        talk.hold(resumed, (arrived, left) -> 1, Shapes.PLAIN);
    }

    private static ByteBuffer direct(ByteBuffer from) {
        ByteBuffer to = ByteBuffer.allocateDirect(from.remaining());
        return to.put(from.duplicate()).flip();
    }

    /** In the middle of something else. */
    private static ByteBuffer inside(ByteBuffer from, boolean direct) {
        int length = from.remaining() + 11;
        ByteBuffer to = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        to.position(7);
        to.put(from.duplicate());
        to.position(7).limit(7 + from.remaining());
        return to;
    }

    static Stream<Arguments> shapes() {
        List<Arguments> shapes = List.of(
                Arguments.of("direct", new Shapes(HostileBuffersTest::direct, HostileBuffersTest::direct, 1)),
                Arguments.of("read-only sources", new Shapes(ByteBuffer::asReadOnlyBuffer, buffer -> buffer, 1)),
                Arguments.of(
                        "read-only direct sources",
                        new Shapes(buffer -> direct(buffer).asReadOnlyBuffer(), buffer -> buffer, 1)),
                Arguments.of(
                        "slices",
                        new Shapes(
                                buffer -> inside(buffer, false).slice(),
                                buffer -> inside(buffer, false).slice(),
                                1)),
                Arguments.of(
                        "at an offset",
                        new Shapes(buffer -> inside(buffer, false), buffer -> inside(buffer, false), 1)),
                Arguments.of(
                        "direct slices, gathered and scattered",
                        new Shapes(buffer -> inside(buffer, true).slice(), buffer -> inside(buffer, true), 3)),
                Arguments.of("gathered and scattered", new Shapes(buffer -> buffer, buffer -> buffer, 4)));
        return shapes.stream()
                .flatMap(shape -> Stream.of("TLSv1.3", "TLSv1.2")
                        .map(version -> Arguments.of(shape.get()[0], version, shape.get()[1])));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("shapes")
    void bytesMayLieAnywhere(String name, String version, Shapes shapes) throws SSLException {
        Talk talk = new Talk(version);
        talk.hold(false, at(100), shapes);
        talk.hold(true, (arrived, left) -> Math.min(left, 7), shapes);
    }

    @Test
    void aRecordForWhichThereIsNoRoomStaysWhereItIs() throws SSLException {
        EnginePair pair = new EnginePair(client().build(), server().build()).handshake();
        pair.client.wrap(ByteBuffer.wrap(new byte[1000]));
        pair.server.deliver(Integer.MAX_VALUE);
        ByteBuffer record = pair.server.arrived();
        ByteBuffer[] small = {ByteBuffer.allocate(999), ByteBuffer.allocate(0)};

        SSLEngineResult result = pair.server.engine.unwrap(record, small);

        assertThat(result.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
        assertThat(result.bytesConsumed()).isZero();
        assertThat(small[0].position()).isZero();
        assertThat(pair.server
                        .engine
                        .unwrap(record, ByteBuffer.allocate(16_704))
                        .bytesProduced())
                .isEqualTo(1000);
    }
}
