package dev.reprise.internal.message;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code supported_groups} (RFC 9846 section 4.3.7), in a ClientHello and in EncryptedExtensions, most preferred first:
 *
 * <pre>{@code
 * struct {
 *     NamedGroup named_group_list<2..2^16-1>;
 * } NamedGroupList;
 * }</pre>
 */
public record SupportedGroups(List<NamedGroup> groups) implements Extension {
    public SupportedGroups {
        groups = List.copyOf(groups);
    }

    static SupportedGroups parse(WireReader in) {
        WireReader list = in.vector16(2, 0xffff);
        List<NamedGroup> groups = new ArrayList<>(list.remaining() / 2);
        while (!list.isEmpty()) {
            groups.add(NamedGroup.of(list.u16()));
        }
        return new SupportedGroups(groups);
    }

    @Override
    public int type() {
        return ExtensionType.SUPPORTED_GROUPS;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.vector16(list -> groups.forEach(each -> list.u16(each.code())));
    }
}
