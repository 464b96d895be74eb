package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * An extension whose data this library does not look into: one it has no use for, one of later days, or GREASE (RFC
 * 8701).
 *
 * @param type the code point, 0 to 65535
 * @param data {@code extension_data}, 0 to 65535 bytes
 */
public record Unknown(int type, byte[] data) implements Extension {
    public Unknown {
        data = data.clone();
    }

    static Unknown parse(int type, WireReader in) {
        return new Unknown(type, in.rest());
    }

    @Override
    public void writeBody(WireWriter out) {
        out.bytes(data);
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Unknown that && type == that.type && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "Unknown[" + ExtensionType.name(type) + ", " + data.length + " bytes]";
    }
}
