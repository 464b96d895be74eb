package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * {@code ec_point_formats} of TLS 1.2 (RFC 8422 section 5.1.2), one byte a format; {@code uncompressed(0)} is the only
 * one in use:
 *
 * <pre>{@code
 * struct {
 *     ECPointFormat ec_point_format_list<1..2^8-1>;
 * } ECPointFormatList;
 * }</pre>
 */
public record EcPointFormats(byte[] formats) implements Extension {
    private static final byte UNCOMPRESSED = 0;

    public EcPointFormats {
        formats = formats.clone();
    }

    /** The one format that everybody has to understand, and no other. */
    public static EcPointFormats uncompressed() {
        return new EcPointFormats(new byte[] {UNCOMPRESSED});
    }

    static EcPointFormats parse(WireReader in) {
        return new EcPointFormats(in.opaque8(1, 0xff));
    }

    /** Whether it has that format, as it must (RFC 8422 sections 5.1.2 and 5.2). */
    public boolean hasUncompressed() {
        for (byte format : formats) {
            if (format == UNCOMPRESSED) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int type() {
        return ExtensionType.EC_POINT_FORMATS;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque8(formats);
    }

    @Override
    public byte[] formats() {
        return formats.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EcPointFormats that && Arrays.equals(formats, that.formats);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(formats);
    }

    @Override
    public String toString() {
        return "EcPointFormats[" + formats.length + " bytes]";
    }
}
