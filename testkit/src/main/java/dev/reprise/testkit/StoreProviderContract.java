package dev.reprise.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reprise.SessionStores;
import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import dev.reprise.session.StoreProvider;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link StoreProvider} promises. Extend it and say what it is asked for. */
public abstract class StoreProviderContract {
    private static final Set<String> OF_THE_CORE = Set.of("memory", "none", "file", "dir", "ephemeral", "derive");
    private static final byte[] NAME = "a name of a session, of 32 bytes".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT = {1, 2, 3};

    /** Made by JUnit. */
    protected StoreProviderContract() {}

    /** The class that is listed as a service. */
    protected abstract Class<? extends StoreProvider> provider();

    /** A SPEC that opens a store without entries, and a register in which nothing was ever put if there are registers; the same in one test. */
    protected abstract String spec();

    /** A SPEC of one of the provider's schemes that it cannot understand. */
    protected abstract String specThatCannotBeUnderstood();

    /**
     * SPECs of stores that are not there, or are not open to this password, with the password at each place where one may stand; none if none may
     * stand anywhere.
     *
     * @param password letters and digits
     */
    protected abstract List<String> specsWith(String password);

    /** Whether the provider opens registers too. Unless overridden it does. */
    protected boolean hasRegisters() {
        return true;
    }

    @Test
    void isFoundAsAService() {
        List<Class<?>> found = new ArrayList<>();
        ServiceLoader.load(StoreProvider.class).forEach(one -> found.add(one.getClass()));

        assertTrue(found.contains(provider()), () -> found + " lacks " + provider());
    }

    @Test
    void answersToSchemesOfItsOwn() {
        Set<String> schemes = made().schemes();

        assertFalse(schemes.isEmpty());
        for (String scheme : schemes) {
            assertFalse(OF_THE_CORE.contains(scheme), scheme);
            assertEquals(scheme.toLowerCase(Locale.ROOT), scheme);
            assertFalse(scheme.isEmpty() || scheme.contains(":"), scheme);
        }
        assertTrue(schemes.contains(spec().substring(0, spec().indexOf(':'))), spec());
    }

    @Test
    void opensTheStoreThatItsSpecNames() throws StoreException {
        Entry entry = new Entry(CONTENT, Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS));
        try (SessionStore one = made().sessionStore(spec());
                SessionStore other = SessionStores.of(spec())) {
            one.put(NAME, entry);
            assertEquals(Optional.of(entry), other.get(NAME));
            assertTrue(other.remove(NAME, CONTENT));
            assertFalse(one.remove(NAME, CONTENT));
        }
    }

    @Test
    void opensTheRegisterThatItsSpecNamesOrSaysThatThereIsNone() throws StoreException {
        if (!hasRegisters()) {
            assertThrows(IllegalArgumentException.class, () -> made().keyRegister(spec()));
            return;
        }
        try (KeyRegister one = made().keyRegister(spec());
                KeyRegister other = made().keyRegister(spec())) {
            assertTrue(one.replace(Optional.empty(), CONTENT));
            assertFalse(other.replace(Optional.empty(), NAME));
            assertArrayEquals(CONTENT, other.read().orElseThrow());
        }
    }

    @Test
    void keepsItsStoreAndItsRegisterApart() throws StoreException {
        if (!hasRegisters()) {
            return;
        }
        try (SessionStore store = made().sessionStore(spec());
                KeyRegister register = made().keyRegister(spec())) {
            assertTrue(register.replace(Optional.empty(), CONTENT));
            store.put(NAME, new Entry(CONTENT, Instant.now().plus(Duration.ofHours(1))));
            store.purgeExpired(Instant.now());
            assertTrue(store.remove(NAME));
            assertArrayEquals(CONTENT, register.read().orElseThrow());
        }
    }

    @Test
    void refusesWhatItCannotUnderstand() {
        String spec = specThatCannotBeUnderstood();

        assertThrows(IllegalArgumentException.class, () -> made().sessionStore(spec));
        assertThrows(IllegalArgumentException.class, () -> made().keyRegister(spec));
    }

    @Test
    void neverSaysAPassword() {
        String password = "swordfish4711";
        for (String spec : specsWith(password)) {
            assertTrue(spec.contains(password), spec);
            List<String> said = new ArrayList<>();
            listen(said, () -> {
                try (SessionStore store = made().sessionStore(spec)) {
                    said.add(store.toString());
                    listen(said, () -> store.get(NAME));
                    listen(
                            said,
                            () -> store.put(
                                    NAME, new Entry(CONTENT, Instant.now().plusSeconds(60))));
                    listen(said, () -> store.remove(NAME, CONTENT));
                }
            });
            listen(said, () -> {
                try (KeyRegister register = made().keyRegister(spec)) {
                    said.add(register.toString());
                    listen(said, register::read);
                    listen(said, () -> register.replace(Optional.empty(), CONTENT));
                }
            });
            for (String one : said) {
                assertFalse(one.contains(password), () -> "the password is in: " + one);
            }
        }
    }

    private interface Call {
        void make() throws Exception;
    }

    /** Whatever a failure says, all the way down. */
    private static void listen(List<String> said, Call call) {
        try {
            call.make();
        } catch (Exception failure) {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            said.add(text.toString());
        }
    }

    private StoreProvider made() {
        for (StoreProvider one : ServiceLoader.load(StoreProvider.class)) {
            if (one.getClass() == provider()) {
                return one;
            }
        }
        throw new AssertionError(provider() + " is not listed as a service");
    }
}
