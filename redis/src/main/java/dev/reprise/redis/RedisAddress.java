package dev.reprise.redis;

import dev.reprise.jsse.RepriseProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.io.File;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a SPEC says that Redis is:
 *
 * <pre>
 * redis://[USER:PASSWORD@]HOST[:PORT][/DB]
 * redis-sentinel://[USER:PASSWORD@]HOST[:PORT][,HOST[:PORT]...][/DB]#MASTER
 * redis-cluster://[USER:PASSWORD@]HOST[:PORT][,HOST[:PORT]...]
 * </pre>
 *
 * each as {@code rediss...} for TLS, and with parameters ({@code ?NAME=VALUE&NAME=VALUE}, before the {@code #}). User, password and parameters are percent-encoded. What cannot
 * be understood is not repeated in a message: a password may stand anywhere in it.
 */
final class RedisAddress {
    static final Set<String> SCHEMES =
            Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel", "redis-cluster", "rediss-cluster");

    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26379;

    private static final String PREFIX = "prefix";
    private static final String TIMEOUT = "timeout";
    private static final String CA = "ca";
    private static final String CERTIFICATE = "cert";
    private static final String KEY = "key";
    private static final String SENTINEL_USER = "sentinel-user";
    private static final String SENTINEL_PASSWORD = "sentinel-password";

    private static final Pattern SPEC = Pattern.compile("([a-z-]+)://(?:(?<login>[^/?#]*)@)?(?<hosts>[^/?#@]+)"
            + "(?:/(?<database>\\d{0,5}))?(?:\\?(?<parameters>[^#]*))?(?:#(?<master>.+))?");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+)(?::(\\d{1,5}))?");

    private static final Pattern MILLISECONDS = Pattern.compile("[1-9]\\d{0,3}|[1-5]\\d{4}|60000");

    /** Where a server is. */
    private record Place(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    private final String scheme;
    private final @Nullable String user;
    private final @Nullable String password;
    private final List<Place> places = new ArrayList<>();
    private final int database;
    private final @Nullable String master;
    private final Map<String, String> parameters;

    private RedisAddress(String spec) {
        Matcher parts = SPEC.matcher(spec);
        scheme = spec.substring(0, Math.max(0, spec.indexOf(':')));
        if (!SCHEMES.contains(scheme) || !parts.matches()) {
            throw misunderstood(scheme);
        }
        @Nullable String login = parts.group("login");
        if (login == null) {
            user = null;
            password = null;
        } else {
            int colon = login.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException(
                        "a " + scheme + ": SPEC with a user and no password: expected USER:PASSWORD@, or :PASSWORD@");
            }
            user = colon == 0 ? null : decoded(login.substring(0, colon));
            password = decoded(login.substring(colon + 1));
        }
        @Nullable String number = parts.group("database");
        database = number == null || number.isEmpty() ? 0 : Integer.parseInt(number);
        master = parts.group("master");
        parameters = parameters(scheme, parts.group("parameters"));
        for (String host : parts.group("hosts").split(",", -1)) {
            places.add(place(host));
        }
        if ((places.size() > 1 && !isCluster() && !isSentinel())
                || (master != null) != isSentinel()
                || (database != 0 && isCluster())) {
            throw misunderstood(scheme);
        }
    }

    /** @throws IllegalArgumentException if it cannot be understood; what was expected is in the message, and no password */
    static RedisAddress of(String spec) {
        return new RedisAddress(spec);
    }

    private static IllegalArgumentException misunderstood(String scheme) {
        String expected = "[USER:PASSWORD@]HOST[:PORT]";
        if (scheme.endsWith("-sentinel")) {
            expected += "[,HOST[:PORT]...][/DB]#MASTER, with the name of the master that the sentinels watch";
        } else if (scheme.endsWith("-cluster")) {
            expected += "[,HOST[:PORT]...], some nodes of the cluster";
        } else {
            expected += "[/DB]";
        }
        return new IllegalArgumentException("a " + scheme + ": SPEC that cannot be understood: expected " + scheme
                + "://" + expected + " (in a password, %40 stands for @, and %2F for /)");
    }

    private static Map<String, String> parameters(String scheme, @Nullable String text) {
        Map<String, String> known = new LinkedHashMap<>();
        for (String parameter : text == null ? new String[0] : text.split("&")) {
            int equals = parameter.indexOf('=');
            String name = parameter.substring(0, Math.max(0, equals));
            if (!Set.of(PREFIX, TIMEOUT, CA, CERTIFICATE, KEY, SENTINEL_USER, SENTINEL_PASSWORD)
                    .contains(name)) {
                throw new IllegalArgumentException("a " + scheme + ": SPEC with an unknown parameter: expected "
                        + PREFIX
                        + "=NAME, " + TIMEOUT + "=MILLISECONDS, " + CA + "=PEM, " + CERTIFICATE + "=PEM with " + KEY
                        + "=PEM, " + SENTINEL_USER
                        + "=USER or " + SENTINEL_PASSWORD + "=PASSWORD");
            }
            known.put(name, decoded(parameter.substring(equals + 1)));
        }
        if (!MILLISECONDS.matcher(known.getOrDefault(TIMEOUT, "1")).matches()) {
            throw new IllegalArgumentException(
                    "a " + scheme + ": SPEC with a wrong " + TIMEOUT + "=: expected 1 to 60000, in milliseconds");
        }
        if (known.getOrDefault(PREFIX, RedisKeys.PREFIX).isEmpty()) {
            throw new IllegalArgumentException(
                    "a " + scheme + ": SPEC with an empty " + PREFIX + "=: expected what the names of keys begin with");
        }
        // What would be passed over is refused: it may be all that somebody's security rests on.
        if (!isTls(scheme) && (known.containsKey(CA) || known.containsKey(CERTIFICATE) || known.containsKey(KEY))) {
            throw new IllegalArgumentException("a " + scheme + ": SPEC with " + CA + "=, " + CERTIFICATE + "= or " + KEY
                    + "=: expected " + scheme.replaceFirst("redis", "rediss") + ":, which is TLS");
        }
        if (!isSentinel(scheme) && (known.containsKey(SENTINEL_USER) || known.containsKey(SENTINEL_PASSWORD))) {
            throw new IllegalArgumentException("a " + scheme + ": SPEC with " + SENTINEL_USER + "= or "
                    + SENTINEL_PASSWORD + "=: expected them where sentinels are named");
        }
        if (known.containsKey(SENTINEL_USER) && !known.containsKey(SENTINEL_PASSWORD)) {
            throw new IllegalArgumentException("a " + scheme + ": SPEC with " + SENTINEL_USER + "= alone: expected "
                    + SENTINEL_PASSWORD + "= too");
        }
        if (known.containsKey(CERTIFICATE) != known.containsKey(KEY)) {
            throw new IllegalArgumentException(
                    "a " + scheme + ": SPEC with one of " + CERTIFICATE + "= and " + KEY + "=: expected both");
        }
        for (String file : List.of(CA, CERTIFICATE, KEY)) {
            @Nullable String path = known.get(file);
            if (path != null && !new File(path).canRead()) {
                throw new IllegalArgumentException("a " + scheme + ": SPEC with " + file + "=" + path
                        + ": expected a file of PEM that can be read");
            }
        }
        return known;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a SPEC that is wrongly percent-encoded: expected two hexadecimal digits after each percent sign");
        }
    }

    private Place place(String text) {
        Matcher parts = HOST.matcher(text);
        if (!parts.matches()) {
            throw misunderstood(scheme);
        }
        String host = parts.group(1);
        int port = parts.group(2) != null ? Integer.parseInt(parts.group(2)) : isSentinel() ? SENTINEL_PORT : PORT;
        if (port < 1 || port > 65535) {
            throw misunderstood(scheme);
        }
        return new Place(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    boolean isCluster() {
        return scheme.endsWith("-cluster");
    }

    private boolean isSentinel() {
        return isSentinel(scheme);
    }

    private static boolean isSentinel(String scheme) {
        return scheme.endsWith("-sentinel");
    }

    private boolean isTls() {
        return isTls(scheme);
    }

    private static boolean isTls(String scheme) {
        return scheme.startsWith("rediss");
    }

    /** What the names of keys begin with, if the SPEC says so. */
    String prefix() {
        return parameters.getOrDefault(PREFIX, RedisKeys.PREFIX);
    }

    /** How long a call waits. */
    Duration patience() {
        @Nullable String milliseconds = parameters.get(TIMEOUT);
        return milliseconds == null ? Redis.PATIENCE : Duration.ofMillis(Integer.parseInt(milliseconds));
    }

    /** The servers, for Lettuce: of a cluster some nodes, else one. */
    List<RedisURI> uris() {
        if (!isSentinel()) {
            return places.stream()
                    .map(place ->
                            loggedIn(RedisURI.builder().withHost(place.host()).withPort(place.port())))
                    .toList();
        }
        RedisURI.Builder builder = RedisURI.builder();
        for (Place place : places) {
            RedisURI.Builder sentinel = RedisURI.builder()
                    .withHost(place.host())
                    .withPort(place.port())
                    .withSsl(isTls())
                    .withTimeout(Redis.connecting(patience()));
            @Nullable String secret = parameters.get(SENTINEL_PASSWORD);
            if (secret != null) {
                login(sentinel, parameters.get(SENTINEL_USER), secret);
            }
            builder.withSentinel(sentinel.build());
        }
        if (master != null) {
            builder.withSentinelMasterId(master);
        }
        return List.of(loggedIn(builder));
    }

    private RedisURI loggedIn(RedisURI.Builder builder) {
        if (password != null) {
            login(builder, user, password);
        }
        return builder.withSsl(isTls())
                .withDatabase(database)
                .withTimeout(Redis.connecting(patience()))
                .build();
    }

    private static void login(RedisURI.Builder builder, @Nullable String user, String password) {
        if (user == null) {
            builder.withPassword(password.toCharArray());
        } else {
            builder.withAuthentication(user, password.toCharArray());
        }
    }

    /** Whom to trust, and who we are, where the SPEC says so. */
    SslOptions tls() {
        SslOptions.Builder options =
                SslOptions.builder().jdkSslProvider().handshakeTimeout(Redis.connecting(patience()));
        for (Provider provider : Security.getProviders("SSLContext.TLS")) {
            // Where ours comes first, its contexts may need the very store that is reached by this.
            if (!(provider instanceof RepriseProvider)) {
                options.sslContext(netty -> netty.sslContextProvider(provider));
                break;
            }
        }
        @Nullable String trusted = parameters.get(CA);
        if (trusted != null) {
            options.trustManager(new File(trusted));
        }
        @Nullable String certificate = parameters.get(CERTIFICATE);
        @Nullable String key = parameters.get(KEY);
        if (certificate != null && key != null) {
            options.keyManager(new File(certificate), new File(key), new char[0]);
        }
        return options.build();
    }

    /** The message without any password of this address. */
    String discreet(String message) {
        String discreet = message;
        for (@Nullable String secret : new @Nullable String[] {password, parameters.get(SENTINEL_PASSWORD)}) {
            if (secret != null && !secret.isEmpty()) {
                discreet = discreet.replace(secret, "***");
            }
        }
        return discreet;
    }

    /** Without user, password and parameters. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(scheme).append("://");
        for (int i = 0; i < places.size(); i++) {
            text.append(i == 0 ? "" : ",").append(places.get(i));
        }
        if (database != 0) {
            text.append('/').append(database);
        }
        if (master != null) {
            text.append('#').append(master);
        }
        return text.toString();
    }
}
