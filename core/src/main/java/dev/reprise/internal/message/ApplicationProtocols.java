package dev.reprise.internal.message;

import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code application_layer_protocol_negotiation} (RFC 7301 section 3.1), in a ClientHello, most preferred first, and
 * with exactly one name in the server's answer:
 *
 * <pre>{@code
 * opaque ProtocolName<1..2^8-1>;
 *
 * struct {
 *     ProtocolName protocol_name_list<2..2^16-1>
 * } ProtocolNameList;
 * }</pre>
 *
 * @param names opaque bytes, each as the character of ISO 8859-1 with its number: nothing is lost, and two names are
 *     equal if their bytes are. JSSE uses the same convention
 */
public record ApplicationProtocols(List<String> names) implements Extension {
    public ApplicationProtocols {
        names = List.copyOf(names);
    }

    static ApplicationProtocols parse(WireReader in) {
        WireReader list = in.vector16(2, 0xffff);
        List<String> names = new ArrayList<>();
        while (!list.isEmpty()) {
            names.add(new String(list.opaque8(1, 255), StandardCharsets.ISO_8859_1));
        }
        return new ApplicationProtocols(names);
    }

    static ApplicationProtocols parseAnswer(WireReader in) {
        ApplicationProtocols answer = parse(in);
        if (answer.names.size() != 1) {
            throw new DecodeFault("application_layer_protocol_negotiation: a server chooses one protocol, not "
                    + answer.names.size());
        }
        return answer;
    }

    @Override
    public int type() {
        return ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.vector16(list -> names.forEach(name -> list.opaque8(name.getBytes(StandardCharsets.ISO_8859_1))));
    }
}
