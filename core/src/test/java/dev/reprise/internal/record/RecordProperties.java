package dev.reprise.internal.record;

import static dev.reprise.internal.record.Records.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.message.HandshakeType;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.internal.wire.WireWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class RecordProperties {
    /** However the sources are cut, padded and limited, the peer reads the same bytes, from pieces of any size. */
    @Property(tries = 200)
    void thePeerReadsWhatWasWritten(
            @ForAll("suites") CipherSuite suite,
            @ForAll @Size(max = 6) List<@IntRange(max = 20_000) Integer> lengths,
            @ForAll @IntRange(min = 64, max = 16_385) int limit,
            @ForAll @IntRange(max = 20_000) int padding,
            @ForAll @IntRange(min = 1, max = 30_000) int piece,
            @ForAll Random random) {
        RecordWriter writer = new RecordWriter(content -> padding, Long.MAX_VALUE);
        writer.install(suite, secret(suite, 1));
        writer.plaintextLimit(limit);
        RecordReader reader = new RecordReader();
        reader.install(suite, secret(suite, 1));
        reader.plaintextLimit(limit);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        ByteBuffer[] srcs = new ByteBuffer[lengths.size()];
        for (int i = 0; i < srcs.length; i++) {
            byte[] bytes = new byte[lengths.get(i)];
            random.nextBytes(bytes);
            sent.writeBytes(bytes);
            srcs[i] = ByteBuffer.wrap(bytes);
        }

        byte[] wire = writtenWhole(writer, srcs);

        assertThat(readInPieces(reader, wire, piece)).isEqualTo(sent.toByteArray());
        assertThat(reader.bytesRead()).isEqualTo(writer.bytesWritten()).isEqualTo(wire.length);
    }

    private static byte[] writtenWhole(RecordWriter writer, ByteBuffer[] srcs) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        ByteBuffer dst = ByteBuffer.allocate(RecordSizes.MAX_RECORD);
        while (Arrays.stream(srcs).anyMatch(ByteBuffer::hasRemaining)) {
            int remaining = Arrays.stream(srcs).mapToInt(ByteBuffer::remaining).sum();
            int fragment = Math.min(remaining, writer.maxFragment());
            int announced = writer.maxRecord(fragment);
            assertThat(writer.write(ContentType.APPLICATION_DATA, srcs, 0, srcs.length, dst.clear()))
                    .isEqualTo(fragment);
            assertThat(dst.position()).isEqualTo(announced);
            wire.write(dst.array(), 0, dst.position());
        }
        return wire.toByteArray();
    }

    /** As an engine does: bytes come in pieces, what is not a whole record stays. */
    private static byte[] readInPieces(RecordReader reader, byte[] wire, int piece) {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        ByteBuffer src = ByteBuffer.wrap(wire).limit(0);
        while (src.position() < wire.length) {
            src.limit(Math.min(wire.length, src.limit() + piece));
            int length;
            while ((length = reader.recordLength(src)) >= 0 && length <= src.remaining()) {
                InboundRecord record = reader.read(src);
                assertThat(record).isNotNull();
                got.write(record.array(), record.offset(), record.length());
            }
        }
        return got.toByteArray();
    }

    @Property
    void bytesByChanceAreReadOrRefused(
            @ForAll("streams") byte[] stream, @ForAll boolean keys, @ForAll boolean lax, @ForAll boolean skip) {
        RecordReader reader = new RecordReader();
        reader.allowChangeCipherSpec(lax);
        if (keys) {
            reader.install(Records.SUITE, secret(Records.SUITE, 1));
        }
        if (skip) {
            reader.skipEarlyData(100);
        }
        HandshakeJoiner joiner = new HandshakeJoiner();
        ByteBuffer src = ByteBuffer.wrap(stream);
        try {
            int length;
            while ((length = reader.recordLength(src)) >= 0 && length <= src.remaining()) {
                int before = src.position();
                InboundRecord record = reader.read(src);
                assertThat(src.position()).isEqualTo(before + length);
                if (record != null && record.type() == ContentType.HANDSHAKE) {
                    joiner.add(record.array(), record.offset(), record.length());
                    joiner.next();
                }
            }
        } catch (TlsFault refused) {
            assertThat(refused).hasMessageMatching(".+");
        }
    }

    @Property
    void messagesAreJoinedHoweverTheyWereCut(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 3000) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 5000) int record) {
        List<byte[]> sent = new ArrayList<>();
        WireWriter stream = new WireWriter();
        for (int length : lengths) {
            byte[] message = new WireWriter()
                    .u8(HandshakeType.CERTIFICATE.code())
                    .opaque24(new byte[length])
                    .toByteArray();
            sent.add(message);
            stream.bytes(message);
        }
        byte[] bytes = stream.toByteArray();
        HandshakeJoiner joiner = new HandshakeJoiner();
        List<byte[]> got = new ArrayList<>();

        for (int at = 0; at < bytes.length; at += record) {
            joiner.add(bytes, at, Math.min(record, bytes.length - at));
            byte @Nullable [] message;
            while ((message = joiner.next()) != null) {
                got.add(message);
            }
        }

        assertThat(got).usingElementComparator(Arrays::compare).containsExactlyElementsOf(sent);
        assertThat(joiner.isAligned()).isTrue();
    }

    @Provide
    Arbitrary<CipherSuite> suites() {
        return Arbitraries.of(Records.SUITES);
    }

    /** Records with headers that are mostly right and bodies that are mostly not. */
    @Provide
    Arbitrary<byte[]> streams() {
        Arbitrary<byte[]> body =
                Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(60);
        Arbitrary<byte[]> record = Combinators.combine(
                        Arbitraries.integers().between(19, 24), body, Arbitraries.of(0, 0, 0, 0, 1, -1, 255))
                .as((type, content, error) -> new WireWriter()
                        .u8(type)
                        .u16(0x0303)
                        .u16(Math.max(0, content.length + error))
                        .bytes(content)
                        .toByteArray());
        return record.list().ofMaxSize(8).map(records -> {
            WireWriter out = new WireWriter();
            records.forEach(out::bytes);
            return out.toByteArray();
        });
    }
}
