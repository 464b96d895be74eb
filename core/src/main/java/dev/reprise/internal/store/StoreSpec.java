package dev.reprise.internal.store;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.session.StoreProvider;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Opens the store that {@code --store} or a property names: the core's own, or one of a {@link StoreProvider}. */
public final class StoreSpec {
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
        String scheme = colon < 0 ? spec : spec.substring(0, colon);
        if (scheme.equals("file") && colon + 1 < spec.length() && colon > 0) {
            return new FileSessionStore(Path.of(spec.substring(colon + 1)), clock);
        }
        TreeSet<String> others = new TreeSet<>();
        for (StoreProvider provider : providers) {
            if (colon > 0 && provider.schemes().contains(scheme)) {
                return provider.sessionStore(spec);
            }
            others.addAll(provider.schemes());
        }
        throw new IllegalArgumentException(
                "no session store is called \"" + spec + "\": expected memory, none, file:PATH"
                        + others.stream().map(other -> " or " + other + ":...").collect(Collectors.joining()));
    }
}
