package dev.reprise.internal.store;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.session.StoreProvider;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens the store that {@code --store} or a property names: the core's own, or one of a {@link StoreProvider}. */
public final class StoreSpec {
    private static final Pattern USER_INFO = Pattern.compile("(//)[^/]*@");
    private static final Pattern PARAMETER = Pattern.compile("(?i)((?:password|passwd|pwd|secret)=)[^&;]*");

    private StoreSpec() {}

    /**
     * Opens the store. The caller closes it.
     *
     * @param spec {@code memory}, {@code none}, {@code file:PATH}, or what a provider on the class path or module path answers to
     * @throws IllegalArgumentException if there is no such store; the message names those that there are
     * @throws StoreException if it cannot be opened
     */
    public static SessionStore open(String spec, InstantSource clock) throws StoreException {
        return open(spec, clock, ServiceLoader.load(StoreProvider.class));
    }

    static SessionStore open(String spec, InstantSource clock, Iterable<StoreProvider> providers)
            throws StoreException {
        if (spec.equals("memory")) {
            return new MemorySessionStore(clock);
        }
        if (spec.equals("none")) {
            return NoSessionStore.INSTANCE;
        }
        int colon = spec.indexOf(':');
        if (colon + 1 < spec.length() && spec.startsWith("file:")) {
            return new FileSessionStore(Path.of(spec.substring(colon + 1)), clock);
        }
        StoreProvider provider = provider(spec, providers);
        if (provider == null) {
            throw new IllegalArgumentException("no session store is called \"" + withoutPassword(spec)
                    + "\": expected memory, none, file:PATH" + others(providers));
        }
        return provider.sessionStore(spec);
    }

    /**
     * Whether a provider on the class path or module path answers to the SPEC. The core's own are nobody else's.
     */
    static boolean isProvided(String spec) {
        return provider(spec, ServiceLoader.load(StoreProvider.class)) != null;
    }

    /** What providers answer to, for messages: {@code " or redis:..."}; empty if there are none. */
    static String others() {
        return others(ServiceLoader.load(StoreProvider.class));
    }

    /**
     * Opens the register of ticket keys. The caller closes it.
     *
     * @throws IllegalArgumentException if there is no such register
     * @throws StoreException if it cannot be opened
     */
    static KeyRegister openRegister(String spec) throws StoreException {
        return openRegister(spec, ServiceLoader.load(StoreProvider.class));
    }

    static KeyRegister openRegister(String spec, Iterable<StoreProvider> providers) throws StoreException {
        StoreProvider provider = provider(spec, providers);
        if (provider == null) {
            throw new IllegalArgumentException(
                    "no register of ticket keys is called \"" + withoutPassword(spec) + "\"" + others(providers));
        }
        return provider.keyRegister(spec);
    }

    /** The SPEC as it may be shown: with what could be a password left out. */
    public static String withoutPassword(String spec) {
        return PARAMETER.matcher(USER_INFO.matcher(spec).replaceAll("$1...@")).replaceAll("$1...");
    }

    private static @Nullable StoreProvider provider(String spec, Iterable<StoreProvider> providers) {
        int colon = spec.indexOf(':');
        if (colon > 0) {
            for (StoreProvider provider : providers) {
                if (provider.schemes().contains(spec.substring(0, colon))) {
                    return provider;
                }
            }
        }
        return null;
    }

    private static String others(Iterable<StoreProvider> providers) {
        TreeSet<String> others = new TreeSet<>();
        providers.forEach(provider -> others.addAll(provider.schemes()));
        return others.stream().map(other -> " or " + other + ":...").collect(Collectors.joining());
    }
}
