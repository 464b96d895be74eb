package dev.reprise.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.internal.wire.WireWriter;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Bytes as tests write them: hexadecimal with blanks where they help the eye. */
final class Wire {
    private Wire() {}

    static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** A whole message: the header made for that body. */
    static byte[] message(HandshakeType type, String... body) {
        return new WireWriter().u8(type.code()).opaque24(hex(body)).toByteArray();
    }

    static HandshakeMessage parse(byte[] encoded) {
        return MessageCodec.receive13(encoded).message();
    }

    static <T extends HandshakeMessage> T parse(Class<T> kind, byte[] encoded) {
        return kind.cast(parse(encoded));
    }

    static void assertRefused(AlertDescription alert, ThrowingCallable action) {
        assertThatExceptionOfType(TlsFault.class)
                .isThrownBy(action)
                .satisfies(fault ->
                        assertThat(fault.alert()).as(fault.getMessage()).isEqualTo(alert));
    }
}
