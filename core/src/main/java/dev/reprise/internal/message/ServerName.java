package dev.reprise.internal.message;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code server_name} in a ClientHello (RFC 6066 section 3):
 *
 * <pre>{@code
 * struct {
 *     NameType name_type;
 *     select (name_type) {
 *         case host_name: HostName;
 *     } name;
 * } ServerName;
 *
 * enum { host_name(0), (255) } NameType;
 *
 * opaque HostName<1..2^16-1>;
 *
 * struct {
 *     ServerName server_name_list<1..2^16-1>;
 * } ServerNameList;
 * }</pre>
 *
 * <p>Exactly one {@code host_name} is accepted: no other type was ever defined, and a list with two names has no
 * meaning that two programs agree on. The name is 1 to 255 bytes of visible ASCII and kept as it came, upper case
 * included. A trailing dot, which the RFC forbids, is refused with {@code illegal_parameter} rather than cut off, so
 * that one name has one spelling. Whether the characters make a DNS name, or perhaps the address literal that the RFC
 * forbids too, is not judged: such a name equals no name of a certificate.
 */
public record ServerName(String hostName) implements Extension {
    private static final int HOST_NAME = 0;
    private static final int MAX_LENGTH = 255;

    /** @throws IllegalArgumentException if that is not 1 to 255 visible ASCII characters without a trailing dot */
    public ServerName {
        String wrong = complaint(hostName);
        if (wrong != null) {
            throw new IllegalArgumentException("server name " + wrong);
        }
    }

    static ServerName parse(WireReader in) {
        WireReader list = in.vector16(1, 0xffff);
        int nameType = list.u8();
        if (nameType != HOST_NAME) {
            throw new DecodeFault("server_name: name type " + nameType + " instead of host_name(0)");
        }
        String name = new String(list.opaque16(1, 0xffff), StandardCharsets.ISO_8859_1);
        if (!list.isEmpty()) {
            throw new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, "server_name: more than one name");
        }
        String wrong = complaint(name);
        if (wrong != null) {
            throw new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, "server_name: the name " + wrong);
        }
        return new ServerName(name);
    }

    private static @Nullable String complaint(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            return "has " + name.length() + " characters, not 1 to " + MAX_LENGTH;
        }
        if (name.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            return "has characters that are not visible ASCII";
        }
        return name.endsWith(".") ? "ends with a dot" : null;
    }

    @Override
    public int type() {
        return ExtensionType.SERVER_NAME;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.vector16(list -> list.u8(HOST_NAME).opaque16(hostName.getBytes(StandardCharsets.US_ASCII)));
    }
}
