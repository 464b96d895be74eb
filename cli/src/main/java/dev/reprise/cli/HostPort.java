package dev.reprise.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An address as people write it.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:(?:\\[(?<v6>[0-9A-Fa-f:.%]+)]|(?<host>[^:\\[\\]\\s/]+)):)?(?<port>[0-9]{1,5})");

    /**
     * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or, where there is a default for the host, {@code PORT}.
     *
     * @throws IllegalArgumentException if it is not one; the message says what was expected
     */
    public static HostPort parse(String text, @Nullable String defaultHost) {
        Matcher matcher = FORM.matcher(text);
        String form = defaultHost == null ? "HOST:PORT" : "[HOST:]PORT";
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not " + form + ", such as localhost:8443 or [::1]:8443");
        }
        String host = matcher.group("v6") != null ? matcher.group("v6") : matcher.group("host");
        if (host == null) {
            host = defaultHost;
        }
        if (host == null) {
            throw new IllegalArgumentException("'" + text + "' names no host: expected HOST:PORT");
        }
        int port = Integer.parseInt(matcher.group("port"));
        if (port > 0xffff) {
            throw new IllegalArgumentException("'" + text + "' names no port: 65535 is the last one");
        }
        return new HostPort(host, port);
    }

    /** Whether the host is an address, so that there is no name to ask for. */
    public boolean isAddress() {
        return host.indexOf(':') >= 0 || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Where to listen: this machine unless a host is given; port 0 is any free one. */
    public static final class Listening implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String value) {
            return converted(value, "127.0.0.1");
        }
    }

    /** Whom to reach. */
    public static final class Reaching implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String value) {
            HostPort address = converted(value, null);
            if (address.port == 0) {
                throw new TypeConversionException("'" + value + "': there is no port 0 to connect to");
            }
            return address;
        }
    }

    private static HostPort converted(String value, @Nullable String defaultHost) {
        try {
            return parse(value, defaultHost);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
