package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code psk_key_exchange_modes} (RFC 9846 section 4.3.9), in a ClientHello:
 *
 * <pre>{@code
 * enum { psk_ke(0), psk_dhe_ke(1), (255) } PskKeyExchangeMode;
 *
 * struct {
 *     PskKeyExchangeMode ke_modes<1..255>;
 * } PskKeyExchangeModes;
 * }</pre>
 */
public record PskKeyExchangeModes(List<Integer> modes) implements Extension {
    /** The PSK alone: no forward secrecy. */
    public static final int PSK_KE = 0;

    /** The PSK together with an (EC)DHE exchange. */
    public static final int PSK_DHE_KE = 1;

    public PskKeyExchangeModes {
        modes = List.copyOf(modes);
    }

    static PskKeyExchangeModes parse(WireReader in) {
        WireReader list = in.vector8(1, 255);
        List<Integer> modes = new ArrayList<>(list.remaining());
        while (!list.isEmpty()) {
            modes.add(list.u8());
        }
        return new PskKeyExchangeModes(modes);
    }

    @Override
    public int type() {
        return ExtensionType.PSK_KEY_EXCHANGE_MODES;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.vector8(list -> modes.forEach(each -> list.u8(each)));
    }
}
