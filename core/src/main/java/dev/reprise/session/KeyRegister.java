package dev.reprise.session;

import java.util.Optional;

/**
 * Where the nodes of a fleet keep the ticket keys that they share: one value of opaque bytes, which changes by compare-and-set.
 *
 * <h2>What a register sees</h2>
 * The keys in the value are wrapped under the fleet's secret before they come here. Whoever reads a register learns how many keys there are and when
 * they were made. Whoever <em>writes</em> one can delete keys, which costs full handshakes, and put back what was there before; it cannot forge a
 * key, read one, or change when it seals.
 *
 * <h2>What a register must do</h2>
 * <ul>
 *   <li><b>Compare and set</b>: of all calls of {@link #replace} with the same expected value, however many nodes make them at once, at most one returns
 *       {@code true} before the value is the expected one again. A register that loses what it was told, by a fail-over for instance, costs
 *       full handshakes and no more: the nodes that know a key put it back.
 *   <li><b>Forget nothing by itself</b>: the value has no expiry, and is not to be evicted. Old versions of it should not be kept: keys that were
 *       deleted from it are meant to be gone.
 *   <li><b>Take values of {@value #LONGEST_VALUE} bytes</b>; a few hundred are usual.
 *   <li><b>Be used by many threads</b>, and by many processes.
 *   <li><b>Come back soon</b>: a call is made while a client waits for its handshake, about once a second on each node. Bound every wait (100 ms is the
 *       house's default), and throw {@link StoreException} rather than keep on waiting.
 * </ul>
 *
 * <p>Whoever makes a register closes it. {@link Object#toString()} names it, without any password.
 */
public interface KeyRegister extends AutoCloseable {
    /** The longest value a register has to take: {@value} bytes. */
    int LONGEST_VALUE = 1 << 20;

    /** What is there; empty if nothing was ever put. */
    Optional<byte[]> read() throws StoreException;

    /**
     * Puts a value in the place of the expected one.
     *
     * @param expected what {@link #read()} gave: empty if nothing is to be there
     * @return whether this very call replaced it: {@code false} if something else was there
     * @throws StoreException if it could not be asked; whether the value was replaced is then unknown
     */
    boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException;

    /** Lets go of connections. The value outlives it where the register does. */
    @Override
    void close();
}
