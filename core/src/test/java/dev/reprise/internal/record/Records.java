package dev.reprise.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.internal.crypto.Aead;
import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.TrafficKeys;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.TlsFault;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;

/** Records as tests write and read them. */
final class Records {
    static final CipherSuite SUITE = CipherSuite.TLS_AES_128_GCM_SHA256;

    static final List<CipherSuite> SUITES = List.of(
            CipherSuite.TLS_AES_128_GCM_SHA256,
            CipherSuite.TLS_AES_256_GCM_SHA384,
            CipherSuite.TLS_CHACHA20_POLY1305_SHA256);

    private Records() {}

    static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }

    static ByteBuffer buffer(String... parts) {
        return ByteBuffer.wrap(hex(parts));
    }

    /** A traffic secret of the right length, another for each number. */
    static Secret secret(CipherSuite suite, int number) {
        byte[] bytes = new byte[suite.hash().length()];
        Arrays.fill(bytes, (byte) number);
        return Secret.owning(bytes);
    }

    /** A record without protection. */
    static ByteBuffer plain(ContentType type, byte... content) {
        ByteBuffer record = ByteBuffer.allocate(RecordSizes.HEADER + content.length);
        record.put((byte) type.code()).putShort((short) 0x0303).putShort((short) content.length);
        return record.put(content).flip();
    }

    /** The record with that content, however much of it a record may take. */
    static ByteBuffer written(RecordWriter writer, ContentType type, byte... content) {
        ByteBuffer dst = ByteBuffer.allocate(writer.maxRecord(content.length));
        int taken = writer.write(type, new ByteBuffer[] {ByteBuffer.wrap(content)}, 0, 1, dst);
        assertThat(taken).isEqualTo(content.length);
        assertThat(dst.hasRemaining()).isFalse();
        return dst.flip();
    }

    static byte[] content(@Nullable InboundRecord record) {
        assertThat(record).as("a record that is not dropped").isNotNull();
        return Arrays.copyOfRange(record.array(), record.offset(), record.offset() + record.length());
    }

    static ThrowableAssertAlternative<TlsFault> assertRefused(AlertDescription alert, ThrowingCallable action) {
        return assertThatExceptionOfType(TlsFault.class)
                .isThrownBy(action)
                .satisfies(fault ->
                        assertThat(fault.alert()).as(fault.getMessage()).isEqualTo(alert));
    }

    /** A reader with keys under which {@link #writer()} writes. */
    static RecordReader reader() {
        RecordReader reader = new RecordReader();
        reader.install(SUITE, secret(SUITE, 1));
        return reader;
    }

    static RecordWriter writer() {
        RecordWriter writer = new RecordWriter();
        writer.install(SUITE, secret(SUITE, 1));
        return writer;
    }

    /**
     * What a writer refuses to write: any inner plaintext, type and padding included, as the next record of {@link
     * #reader()}.
     */
    static ByteBuffer sealed(long sequence, byte... innerPlaintext) {
        TrafficKeys keys = TrafficKeys.of(SUITE, secret(SUITE, 1));
        Aead aead = Aead.sealer(SUITE.aead(), keys.key(), keys.iv());
        int length = innerPlaintext.length + SUITE.aead().tagLength();
        ByteBuffer record = ByteBuffer.allocate(RecordSizes.HEADER + length);
        record.put((byte) 23).putShort((short) 0x0303).putShort((short) length).put(innerPlaintext);
        record.position(RecordSizes.HEADER);
        aead.seal(sequence, record.array(), RecordSizes.HEADER, record, innerPlaintext.length);
        return record.flip();
    }

    /** Content, its type and padding. */
    static byte[] inner(int contentLength, ContentType type, int padding) {
        byte[] inner = new byte[contentLength + 1 + padding];
        Arrays.fill(inner, 0, contentLength, (byte) 'x');
        inner[contentLength] = (byte) type.code();
        return inner;
    }
}
