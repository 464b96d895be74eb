package dev.reprise.internal.message;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;

/**
 * KeyUpdate (RFC 9846 section 4.7.3):
 *
 * <pre>{@code
 * enum { update_not_requested(0), update_requested(1), (255) } KeyUpdateRequest;
 *
 * struct {
 *     KeyUpdateRequest request_update;
 * } KeyUpdate;
 * }</pre>
 *
 * <p>Any other request is refused with {@code illegal_parameter}.
 */
public record KeyUpdate(boolean requestUpdate) implements HandshakeMessage {
    static KeyUpdate parse(WireReader in) {
        int request = in.u8();
        if (request > 1) {
            throw new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, "a KeyUpdate with request " + request);
        }
        return new KeyUpdate(request == 1);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.KEY_UPDATE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u8(requestUpdate ? 1 : 0);
    }
}
