package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code supported_versions} in a ClientHello (RFC 9846 section 4.3.1), most preferred first:
 *
 * <pre>{@code
 * struct {
 *     ProtocolVersion versions<2..254>;
 * } SupportedVersions;
 * }</pre>
 */
public record SupportedVersions(List<Integer> versions) implements Extension {
    public SupportedVersions {
        versions = List.copyOf(versions);
    }

    static SupportedVersions parse(WireReader in) {
        WireReader list = in.vector8(2, 254);
        List<Integer> versions = new ArrayList<>(list.remaining() / 2);
        while (!list.isEmpty()) {
            versions.add(list.u16());
        }
        return new SupportedVersions(versions);
    }

    @Override
    public int type() {
        return ExtensionType.SUPPORTED_VERSIONS;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.vector8(list -> versions.forEach(each -> list.u16(each)));
    }
}
