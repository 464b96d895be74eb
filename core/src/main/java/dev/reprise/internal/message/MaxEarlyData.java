package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;

/**
 * {@code early_data} in a NewSessionTicket (RFC 9846 sections 4.3.10 and 4.7.1): {@code uint32 max_early_data_size;},
 * the bytes of early data that may follow a hello with this ticket, 0 to 2^32-1.
 */
public record MaxEarlyData(long bytes) implements Extension {
    static MaxEarlyData parse(WireReader in) {
        return new MaxEarlyData(in.u32());
    }

    @Override
    public int type() {
        return ExtensionType.EARLY_DATA;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u32(bytes);
    }
}
