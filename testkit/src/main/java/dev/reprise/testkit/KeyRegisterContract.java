package dev.reprise.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.StoreException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link KeyRegister} promises. Extend it and say how a register is opened; each test has one of its own.
 *
 * <p>For a register that lives in one process. One that nodes share extends {@link SharedKeyRegisterContract}.
 */
public abstract class KeyRegisterContract {
    private static final int STEPS = 25;

    private KeyRegister register;

    /** Made by JUnit. */
    @SuppressWarnings("NullAway") // opened before each test
    protected KeyRegisterContract() {}

    /** Opens a register in which nothing was ever put. The test closes it. */
    protected abstract KeyRegister open() throws Exception;

    /** The register of this test. */
    protected final KeyRegister register() {
        return register;
    }

    @BeforeEach
    final void openRegister() throws Exception {
        register = open();
    }

    @AfterEach
    final void closeRegister() {
        register.close();
    }

    @Test
    void isEmptyAtFirst() throws StoreException {
        assertFalse(register.read().isPresent());
    }

    @Test
    void givesBackWhatWasPut() throws StoreException {
        assertTrue(register.replace(Optional.empty(), bytes(1)));

        assertHolds(bytes(1));
    }

    @Test
    void replacesWhatIsExpectedAndNothingElse() throws StoreException {
        assertFalse(register.replace(Optional.of(bytes(1)), bytes(2)), "there was nothing");
        assertFalse(register.read().isPresent());

        assertTrue(register.replace(Optional.empty(), bytes(1)));
        byte[] nearly = bytes(1);
        nearly[nearly.length - 1]++;
        byte[] longer = Arrays.copyOf(bytes(1), bytes(1).length + 1);
        byte[] shorter = Arrays.copyOf(bytes(1), bytes(1).length - 1);
        assertFalse(register.replace(Optional.empty(), bytes(2)), "there was something");
        for (byte[] other : List.of(nearly, longer, shorter, new byte[0])) {
            assertFalse(register.replace(Optional.of(other), bytes(2)));
        }
        assertHolds(bytes(1));

        assertTrue(register.replace(Optional.of(bytes(1)), bytes(2)));
        assertHolds(bytes(2));
        assertFalse(register.replace(Optional.of(bytes(1)), bytes(3)));
        assertHolds(bytes(2));
    }

    @Test
    void replacesAValueByTheSame() throws StoreException {
        assertTrue(register.replace(Optional.empty(), bytes(1)));

        assertTrue(register.replace(Optional.of(bytes(1)), bytes(1)));
        assertHolds(bytes(1));
    }

    @Test
    void takesAnyBytesUpToTheLongestValue() throws StoreException {
        byte[] all = new byte[256];
        for (int value = 0; value < all.length; value++) {
            all[value] = (byte) value;
        }
        byte[] longest = new byte[KeyRegister.LONGEST_VALUE];
        new Random(1).nextBytes(longest);
        Optional<byte[]> before = Optional.empty();
        for (byte[] value : List.of(new byte[1], all, longest, new byte[] {(byte) 0xff})) {
            assertTrue(register.replace(before, value), value.length + " bytes");
            assertHolds(value);
            before = Optional.of(value);
        }
    }

    @Test
    void doesNotNoticeWhatACallerDoesToItsArrays() throws StoreException {
        byte[] value = bytes(1);
        assertTrue(register.replace(Optional.empty(), value));
        value[0]++;
        register.read().orElseThrow()[0]++;

        assertHolds(bytes(1));
    }

    @Test
    void letsOneOfManyThreadsReplaceAValue() throws Exception {
        letsOneOfAllReplace(List.of(register));
    }

    @Test
    void losesNothingThatManyThreadsPut() throws Exception {
        losesNothing(List.of(register));
    }

    @Test
    void refusesToWorkOnceItIsClosed() {
        register.close();
        assertDoesNotThrow(register::close);

        assertThrows(StoreException.class, () -> register.read());
        assertThrows(StoreException.class, () -> register.replace(Optional.empty(), bytes(1)));
    }

    /** Of threads that use these, which share their value, one replaces it. */
    final void letsOneOfAllReplace(List<KeyRegister> handles) throws Exception {
        Optional<byte[]> before = Optional.empty();
        try (Race race = new Race()) {
            for (int step = 0; step < STEPS; step++) {
                Optional<byte[]> expected = before;
                int first = 1 + step * Race.THREADS;
                int winners = race.winners(
                        number -> handles.get(number % handles.size()).replace(expected, bytes(first + number)));
                assertEquals(1, winners, "threads that replaced it");
                before = handles.get(0).read();
            }
        }
    }

    /** Each thread counts up in the value, and starts over when another was faster: all steps are in the end. */
    final void losesNothing(List<KeyRegister> handles) throws Exception {
        assertTrue(handles.get(0).replace(Optional.empty(), number(0)));
        try (Race race = new Race()) {
            race.run(runner -> {
                KeyRegister mine = handles.get(runner % handles.size());
                int done = 0;
                // Whoever is refused was overtaken by a step of another: nobody can be more often than there are steps.
                for (int attempts = 0; done < STEPS && attempts < Race.THREADS * STEPS; attempts++) {
                    byte[] before = mine.read().orElseThrow();
                    if (mine.replace(Optional.of(before), number(number(before) + 1))) {
                        done++;
                    }
                }
                assertEquals(STEPS, done, "steps of one, refused no more often than others went on");
                return done;
            });
        }
        for (KeyRegister handle : handles) {
            assertEquals(Race.THREADS * STEPS, number(handle.read().orElseThrow()), "steps in the value");
        }
    }

    private void assertHolds(byte[] value) throws StoreException {
        assertArrayEquals(value, register.read().orElseThrow());
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static int number(byte[] value) {
        return ByteBuffer.wrap(value).getInt();
    }

    /** A value of 300 bytes, each as likely as any. The same number gives the same. */
    protected static byte[] bytes(int number) {
        byte[] value = new byte[300];
        new Random(number).nextBytes(value);
        return value;
    }
}
