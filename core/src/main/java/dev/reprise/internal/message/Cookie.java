package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * {@code cookie} (RFC 9846 section 4.3.2), from a HelloRetryRequest and back in the ClientHello that answers it:
 *
 * <pre>{@code
 * struct {
 *     opaque cookie<1..2^16-1>;
 * } Cookie;
 * }</pre>
 */
public record Cookie(byte[] cookie) implements Extension {
    public Cookie {
        cookie = cookie.clone();
    }

    static Cookie parse(WireReader in) {
        return new Cookie(in.opaque16(1, 0xffff));
    }

    @Override
    public int type() {
        return ExtensionType.COOKIE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque16(cookie);
    }

    @Override
    public byte[] cookie() {
        return cookie.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cookie that && Arrays.equals(cookie, that.cookie);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cookie);
    }

    @Override
    public String toString() {
        return "Cookie[" + cookie.length + " bytes]";
    }
}
