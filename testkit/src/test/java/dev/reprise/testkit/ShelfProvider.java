package dev.reprise.testkit;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreProvider;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The smallest provider: {@code shelf://NAME} is a shelf of this process, shared by all who name it. */
public final class ShelfProvider implements StoreProvider {
    private static final Map<String, Shelf> SHELVES = new ConcurrentHashMap<>();

    @Override
    public Set<String> schemes() {
        return Set.of("shelf");
    }

    @Override
    public SessionStore sessionStore(String spec) {
        return shelf(spec).store();
    }

    @Override
    public KeyRegister keyRegister(String spec) {
        return shelf(spec).register();
    }

    private static Shelf shelf(String spec) {
        String name = URI.create(spec).getHost();
        if (name == null) {
            throw new IllegalArgumentException("expected shelf://NAME");
        }
        return SHELVES.computeIfAbsent(name, Shelf::new);
    }
}
