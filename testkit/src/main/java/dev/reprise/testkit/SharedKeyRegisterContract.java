package dev.reprise.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.StoreException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link KeyRegister} promises that nodes share, besides what every register does. */
public abstract class SharedKeyRegisterContract extends KeyRegisterContract {
    private KeyRegister other;

    /** Made by JUnit. */
    @SuppressWarnings("NullAway") // opened before each test
    protected SharedKeyRegisterContract() {}

    /** Opens the value of {@link #register()} once more, as another node would. The test closes it. */
    protected abstract KeyRegister openAnother() throws Exception;

    /** The other of the two that share their value. */
    protected final KeyRegister other() {
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
    void showsOneWhatTheOtherPut() throws StoreException {
        assertTrue(register().replace(Optional.empty(), bytes(1)));
        assertArrayEquals(bytes(1), other.read().orElseThrow());
        assertFalse(other.replace(Optional.empty(), bytes(2)));

        assertTrue(other.replace(Optional.of(bytes(1)), bytes(2)));
        assertArrayEquals(bytes(2), register().read().orElseThrow());
        assertFalse(register().replace(Optional.of(bytes(1)), bytes(3)));
    }

    @Test
    void keepsWhatWasPutByOneThatClosed() throws StoreException {
        assertTrue(register().replace(Optional.empty(), bytes(1)));
        register().close();

        assertArrayEquals(bytes(1), other.read().orElseThrow());
    }

    @Test
    void letsOneOfAllThatShareItReplaceAValue() throws Exception {
        letsOneOfAllReplace(List.of(register(), other));
    }

    @Test
    void losesNothingThatAllWhoShareItPut() throws Exception {
        losesNothing(List.of(register(), other));
    }
}
