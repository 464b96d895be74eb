package dev.reprise.session;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a server keeps what it must know to resume: opaque names to opaque bytes, each with an expiry.
 *
 * <h2>What a store sees</h2>
 * A name is a keyed hash, 32 bytes that look random; the content is sealed before it comes here and opened after it left.
 * A store needs no care for secrecy, and whoever reads one learns how many sessions there are and when they expire. Whoever
 * <em>writes</em> one can lose entries and put old ones back; it cannot forge, read or swap them.
 *
 * <h2>What a store must do</h2>
 * <ul>
 *   <li><b>Be used by many threads</b>, and, where several processes share it, by many of those.
 *   <li><b>Compare and delete</b>: of all calls of {@link #remove(byte[], byte[])} for one put, however many nodes make
 *       them at once, exactly one returns {@code true}. That a single-use ticket is single-use rests on this. An answer that
 *       a later loss of power or a fail-over may take back is not one; what a store cannot promise, its documentation says.
 *   <li><b>Be bounded</b> in number, and where it holds memory in bytes. A full store forgets its oldest entries.
 *   <li><b>Come back soon</b>: a call is made while a client waits for its handshake. Bound every wait (100 ms is
 *       the house's default), and throw {@link StoreException} rather than keep on waiting.
 * </ul>
 *
 * <h2>Expiry</h2>
 * {@link Entry#expiresAt()} says, without any key, when an entry is of no more use. A store drops it some time after that; until
 * then it may still return it, so that a server can tell an expired session from an unknown one. Nothing rests on a store
 * dropping in time: whoever reads looks at the time that is sealed inside.
 *
 * <p>Whoever makes a store closes it.
 */
public interface SessionStore extends AutoCloseable {
    /** The longest name a store has to take, in bytes; the shortest has one byte. */
    int LONGEST_NAME = 64;

    /** The longest content a store has to take, in bytes: {@value}. A few hundred are usual, a few thousand with the client's certificates. */
    int LONGEST_CONTENT = 1 << 20;

    /** Whether calls may wait for a disk or a network; a handshake then makes them in a task. */
    default boolean mayBlock() {
        return true;
    }

    /**
     * Keeps the entry under the name, instead of what was there.
     *
     * @throws StoreException if it could not be kept; whether it is there is then unknown
     */
    void put(byte[] name, Entry entry) throws StoreException;

    /**
     * Like {@link #put}, and a loss of power after the return does not undo it. For revocations, which are few; a store whose
     * {@code put} promises that already, or that dies with its process, need not override this for that. But a store that forgets its oldest entries when it is full
     * should let these go last, and only for others of their kind: anybody who makes handshakes can fill a store with sessions.
     */
    default void putDurably(byte[] name, Entry entry) throws StoreException {
        put(name, entry);
    }

    /** What is kept under the name. */
    Optional<Entry> get(byte[] name) throws StoreException;

    /**
     * Removes the entry if its content is exactly the expected.
     *
     * @return whether this very call removed it: {@code true} for exactly one of any number of callers
     */
    boolean remove(byte[] name, byte[] expected) throws StoreException;

    /**
     * Removes whatever is kept under the name.
     *
     * @return whether there was something
     */
    boolean remove(byte[] name) throws StoreException;

    /**
     * Drops every entry whose expiry is not after {@code now}. Nobody has to call this: a store gets rid of them by itself,
     * little by little. One whose server drops them in time, by a clock of its own, has nothing to do.
     *
     * @param now the present
     * @return how many were dropped by this call
     */
    int purgeExpired(Instant now) throws StoreException;

    /** Lets go of connections and files. Entries outlive it where the store does. */
    @Override
    void close();

    /**
     * What is kept under a name.
     *
     * @param content opaque bytes; copied in and out
     * @param expiresAt when it is of no more use; to the millisecond
     */
    record Entry(byte[] content, Instant expiresAt) {
        public Entry {
            content = content.clone();
            Objects.requireNonNull(expiresAt, "expiresAt");
        }

        @Override
        public byte[] content() {
            return content.clone();
        }

        /** Bytes of the content. */
        public int size() {
            return content.length;
        }

        /** Whether the content is exactly these bytes. */
        public boolean holds(byte[] expected) {
            return Arrays.equals(content, expected);
        }

        /** Whether it is of no more use: its expiry is not after {@code now}. */
        public boolean isExpired(Instant now) {
            return !expiresAt.isAfter(now);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Entry that
                    && Arrays.equals(content, that.content)
                    && expiresAt.equals(that.expiresAt);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(content) + expiresAt.hashCode();
        }

        @Override
        public String toString() {
            return "Entry[" + content.length + " bytes, expires " + expiresAt + "]";
        }
    }
}
