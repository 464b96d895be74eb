package dev.reprise.testkit;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.session.StoreProvider;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A provider that breaks its contract as it is told to. */
public final class SpoiltProvider implements StoreProvider {
    static volatile Fault fault = Fault.NONE;

    private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();
    private static final Map<String, Shelf> SHARED = new ConcurrentHashMap<>();

    /** What is wrong with it. */
    enum Fault {
        NONE,
        UPPER_CASE,
        A_SCHEME_OF_THE_CORE,
        A_SHELF_EACH,
        ONE_PLACE_FOR_BOTH,
        TAKES_ANYTHING,
        SAYS_THE_SPEC
    }

    @Override
    public Set<String> schemes() {
        return switch (fault) {
            case UPPER_CASE -> Set.of("spoilt", "Spoilt");
            case A_SCHEME_OF_THE_CORE -> Set.of("spoilt", "file");
            default -> Set.of("spoilt");
        };
    }

    @Override
    public SessionStore sessionStore(String spec) throws StoreException {
        return shelf(spec).store();
    }

    @Override
    public KeyRegister keyRegister(String spec) throws StoreException {
        Shelf shelf = shelf(spec);
        if (fault != Fault.ONE_PLACE_FOR_BOTH) {
            return shelf.register();
        }
        SessionStore store = shelf.store();
        byte[] name = "a name of a session, of 32 bytes".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return new Shelf.Register(shelf) {
            @Override
            public Optional<byte[]> read() throws StoreException {
                return store.get(name).map(SessionStore.Entry::content);
            }

            @Override
            public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
                store.put(name, new SessionStore.Entry(replacement, Instant.MAX));
                return true;
            }
        };
    }

    private Shelf shelf(String spec) throws StoreException {
        if (fault == Fault.SAYS_THE_SPEC) {
            throw new StoreException(spec + " is gone");
        }
        if (spec.equals("spoilt:") && fault != Fault.TAKES_ANYTHING) {
            throw new IllegalArgumentException("expected spoilt://NAME");
        }
        String name = spec.substring(spec.lastIndexOf('@') + 1);
        return (fault == Fault.A_SHELF_EACH ? shelves : SHARED).computeIfAbsent(name, Shelf::new);
    }
}
