package dev.reprise.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link SessionStore} promises that several processes share, or whose entries outlive it, besides what every store does. */
public abstract class SharedSessionStoreContract extends SessionStoreContract {
    private SessionStore other;

    /** Made by JUnit. */
    @SuppressWarnings("NullAway") // opened before each test
    protected SharedSessionStoreContract() {}

    /** Opens the entries of {@link #store()} once more, as another process would. The test closes it. */
    protected abstract SessionStore openAnother() throws Exception;

    /** The other of the two that share their entries. */
    protected final SessionStore other() {
        return other;
    }

    @BeforeEach
    final void openTheOther() throws Exception {
        other = openAnother();
    }

    @AfterEach
    final void closeTheOther() {
        other.close();
    }

    @Test
    void showsOneWhatTheOtherDid() throws StoreException {
        store().put(name(1), entry("first"));
        assertEquals(Optional.of(entry("first")), other.get(name(1)));

        other.put(name(1), entry("second"));
        assertEquals(Optional.of(entry("second")), store().get(name(1)));
        assertFalse(store().remove(name(1), bytes("first")));

        assertTrue(store().remove(name(1)));
        assertEquals(Optional.empty(), other.get(name(1)));
        assertFalse(other.remove(name(1)));
    }

    @Test
    void keepsWhatWasPutByOneThatClosed() throws StoreException {
        store().put(name(1), entry("session"));
        store().putDurably(name(2), entry("revocation"));
        store().close();

        assertEquals(Optional.of(entry("revocation")), other.get(name(2)));
        assertTrue(other.remove(name(1), bytes("session")));
    }

    @Test
    void letsOneOfAllThatShareItConsumeAnEntry() throws Exception {
        letsOneOfAllConsume(List.of(store(), other));
    }
}
