package dev.reprise.internal.jsse;

import dev.reprise.internal.session.Names;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import org.jspecify.annotations.Nullable;

/** What may stand in a server_name extension: host names, never addresses (RFC 6066, section 3). */
final class HostNames {
    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

    private HostNames() {}

    /** Whether it is an IP address and no name. */
    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0
                || host.startsWith("[")
                || IPV4.matcher(host).matches();
    }

    /**
     * The name to ask a server for, in lower case and without the dot at its end; null for an address or what is no
     * host name.
     */
    static @Nullable String toServerName(@Nullable String host) {
        if (host == null || host.isEmpty() || isAddress(host)) {
            return null;
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        try {
            return Names.lowerCase(new SNIHostName(name).getAsciiName());
        } catch (IllegalArgumentException noHostName) {
            return null;
        }
    }
}
