package dev.reprise.internal.settings;

import static java.lang.System.Logger.Level.WARNING;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.handshake.client.ClientConfig;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.store.KeySpec;
import dev.reprise.internal.store.StoreSpec;
import dev.reprise.session.SessionStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The one place where system properties are read: those of this library, {@code dev.reprise.*}, for contexts that are
 * made through the provider, behind them the {@linkplain JdkSwitches switches} of the JDK's own provider, and the few of the JDK's that say whom to
 * trust and who one is.
 *
 * <table>
 *   <caption>Properties of this library</caption>
 *   <tr><td>{@code store}</td><td>where a server's sessions are kept: {@code memory}, {@code none}, {@code file:PATH},
 * ...</td></tr>
 *   <tr><td>{@code secret}</td><td>the file of the fleet's secret</td></tr>
 *   <tr><td>{@code ticketKeys}</td><td>{@code ephemeral}, {@code file:PATH}, {@code dir:PATH}, {@code derive}, {@code
 * derive:PATH}</td></tr>
 *   <tr><td>{@code rotate}, {@code lifetime}</td><td>durations such as {@code 6h}</td></tr>
 *   <tr><td>{@code tickets}</td><td>{@code true} or {@code false}</td></tr>
 *   <tr><td>{@code ticketMode}</td><td>{@code stateless} or {@code stored}</td></tr>
 *   <tr><td>{@code ticketCount}, {@code ticketPool}</td><td>numbers</td></tr>
 *   <tr><td>{@code clientSessions}</td><td>where a client's sessions are kept: {@code memory}, {@code dir:PATH} or
 * {@code file:PATH}</td></tr>
 *   <tr><td>{@code ciphers}, {@code groups}</td><td>IANA's names, separated by commas, the preferred first</td></tr>
 *   <tr><td>{@code context}, {@code trustPolicy}</td><td>names</td></tr>
 *   <tr><td>{@code revalidation}</td><td>{@code expiry} or {@code full}</td></tr>
 *   <tr><td>{@code pskKe}</td><td>{@code true}, {@code false}, or {@code insisted}, with keys that have no forward secrecy too</td></tr>
 *   <tr><td>{@code ocspResponse}</td><td>a file with an OCSP response that servers hand out</td></tr>
 *   <tr><td>{@code default}</td><td>{@code true}: the provider has the default context too</td></tr>
 * </table>
 */
public final class SystemSettings {
    private static final System.Logger LOG = System.getLogger("dev.reprise.handshake");
    private static final String PREFIX = "dev.reprise.";

    private static final Set<String> NAMES = Set.of(
            "store",
            "secret",
            "ticketKeys",
            "rotate",
            "lifetime",
            "tickets",
            "ticketMode",
            "ticketCount",
            "ticketPool",
            "clientSessions",
            "ciphers",
            "groups",
            "context",
            "trustPolicy",
            "revalidation",
            "pskKe",
            "ocspResponse",
            "default");

    /** Names that were complained about: each is once a process. */
    private static final Set<String> COMPLAINED = ConcurrentHashMap.newKeySet();

    private final Map<String, String> values;
    private final JdkSwitches jdk;

    private SystemSettings(Map<String, String> values, JdkSwitches jdk) {
        this.values = values;
        this.jdk = jdk;
    }

    /** The properties as they stand now. */
    public static SystemSettings read() {
        return of(System.getProperties());
    }

    static SystemSettings of(Properties properties) {
        Map<String, String> values = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                values.put(name.substring(PREFIX.length()), properties.getProperty(name));
            }
        }
        return new SystemSettings(values, new JdkSwitches(properties));
    }

    // ---------------------------------------------------------------- the JDK's

    /** Whether the JVM was told to trust something else than the JDK's own roots. */
    static boolean namesTrustStore() {
        String store = System.getProperty("javax.net.ssl.trustStore");
        return store != null && !store.isEmpty();
    }

    /** What the JVM was told to authenticate with, by {@code javax.net.ssl.keyStore}; nothing if it was not told. */
    public static Identities identities() {
        String path = System.getProperty("javax.net.ssl.keyStore");
        if (path == null || path.isEmpty()) {
            return Identities.none();
        }
        String type = System.getProperty("javax.net.ssl.keyStoreType", KeyStore.getDefaultType());
        char[] password =
                System.getProperty("javax.net.ssl.keyStorePassword", "").toCharArray();
        // NONE is JSSE's word for a store that is no file, such as a device's.
        try (InputStream in = path.equals("NONE") ? null : Files.newInputStream(Path.of(path))) {
            String provider = System.getProperty("javax.net.ssl.keyStoreProvider", "");
            KeyStore store = provider.isEmpty() ? KeyStore.getInstance(type) : KeyStore.getInstance(type, provider);
            store.load(in, password.length == 0 ? null : password);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password);
            return ManagedIdentities.firstOf(factory.getKeyManagers());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the key store " + path + " (javax.net.ssl.keyStore) cannot be read: " + e.getMessage(), e);
        } finally {
            Arrays.fill(password, ' ');
        }
    }

    // ---------------------------------------------------------------- this library's

    /** Whether the provider is to have the default context too. */
    public boolean isDefaultWanted() {
        return flag("default", false);
    }

    /**
     * The defaults with what the properties say instead.
     *
     * @throws IllegalArgumentException if a property's value cannot be understood; the message names the property
     */
    public SettingsBuilder settings() {
        complainOfUnknown();
        SettingsBuilder settings = new SettingsBuilder();
        take("ciphers", list(CipherSuite::forName), settings::suites);
        List<NamedGroup> groups = get("groups", list(NamedGroup::forName), jdk.groups());
        if (groups != null) {
            settings.groups(groups);
        }
        settings.compatibilityMode(jdk.compatibilityMode());
        take("context", text -> text, settings::context);
        take("trustPolicy", text -> text, settings::trustPolicy);
        take("revalidation", text -> oneOf(text, Revalidation.values()), settings::revalidation);
        settings.pskKe(get(
                "pskKe",
                text -> text.equals("insisted")
                        ? PskKe.INSISTED
                        : flag(text, "true, insisted or false") ? PskKe.ALLOWED : PskKe.OFF,
                PskKe.OFF));
        settings.stapling(new Stapling(jdk.asksForStatus(), get("ocspResponse", StapledFile::of, jdk.noResponses())));
        boolean ownSuites = values.containsKey("ciphers");
        settings.sides(
                Map.of(Side.CLIENT, jdk.side("client", !ownSuites), Side.SERVER, jdk.side("server", !ownSuites)));
        settings.server(server());
        settings.client(client());
        return settings;
    }

    private ServerSources server() {
        ServerSources byDefault = ServerSources.DEFAULT;
        String spec = values.get("store");
        SessionStore store = get("store", PropertyStores::store, null);
        MasterKeys secret = get("secret", PropertyStores::secret, null);
        if (secret == null && spec != null) {
            secret = PropertyStores.secretBeside(spec);
        }
        KeySpec keys = get("ticketKeys", KeySpec::parse, byDefault.keys());
        return new ServerSources(
                flag("tickets", jdk.serverTickets()) ? keys : null,
                store,
                secret,
                get("lifetime", text -> time("lifetime", text), jdk.lifetime(byDefault.lifetime())),
                get("rotate", text -> time("rotate", text), jdk.rotate(byDefault.rotate())),
                get("ticketMode", text -> oneOf(text, TicketMode.values()), byDefault.mode()),
                get(
                        "ticketCount",
                        text -> number(text, 0, ServerConfig.MAX_TICKETS),
                        jdk.ticketCount(byDefault.ticketCount())));
    }

    private ClientSources client() {
        ClientSources byDefault = ClientSources.DEFAULT;
        return new ClientSources(
                get("clientSessions", PropertyStores::clientSessions, null),
                byDefault.tickets(),
                byDefault.lifetime(),
                get("ticketPool", text -> number(text, 1, ClientConfig.MAX_TICKETS), byDefault.pool()));
    }

    // ---------------------------------------------------------------- reading

    private boolean flag(String name, boolean byDefault) {
        return get(name, text -> flag(text, "true or false"), byDefault);
    }

    private static boolean flag(String text, String expected) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected " + expected);
        };
    }

    private <T> void take(String name, Function<String, T> parser, Consumer<T> setting) {
        T value = get(name, parser, null);
        if (value != null) {
            setting.accept(value);
        }
    }

    private <T extends @Nullable Object> T get(String name, Function<String, ? extends T> parser, T byDefault) {
        String text = values.get(name);
        if (text == null) {
            return byDefault;
        }
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new IllegalArgumentException(
                    "the system property " + PREFIX + name + " is \"" + StoreSpec.withoutPassword(text) + "\": "
                            + e.getMessage(),
                    e);
        }
    }

    private static Duration time(String what, String text) {
        return KeySchedule.check(what, DurationText.parse(text));
    }

    private static int number(String text, int least, int most) {
        String expected = "expected a number from " + least + " to " + most;
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected, e);
        }
        throw new IllegalArgumentException(expected);
    }

    private static <T> Function<String, List<T>> list(Function<String, T> one) {
        return text ->
                Arrays.stream(text.split(",")).map(String::strip).map(one).toList();
    }

    private static <E extends Enum<E>> E oneOf(String text, E[] all) {
        for (E value : all) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "expected one of " + Arrays.toString(all).toLowerCase(Locale.ROOT));
    }

    // ---------------------------------------------------------------- names that nobody knows

    private void complainOfUnknown() {
        for (String name : values.keySet()) {
            if (!NAMES.contains(name) && COMPLAINED.add(name)) {
                LOG.log(
                        WARNING,
                        () -> "the system property " + PREFIX + name + " has no meaning; did you mean " + PREFIX
                                + nearest(name) + "?");
            }
        }
    }

    static String nearest(String unknown) {
        return NAMES.stream()
                .min(Comparator.comparingInt((String name) -> distance(unknown, name))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** How many letters must be changed, added or left out; case does not count. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                boolean same = Character.toLowerCase(one.charAt(i - 1)) == Character.toLowerCase(other.charAt(j - 1));
                int changed = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
