package dev.reprise.internal.resumption;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys as they stand at one moment: at most one that seals, and all that open. Immutable, so a look-up takes no lock; a
 * {@link TicketKeySource} replaces it as a whole.
 */
public final class TicketKeyring {
    private static final TicketKeyring EMPTY = new TicketKeyring(null, List.of());
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final @Nullable TicketKey sealing;
    private final List<TicketKey> all;
    private final Map<Name, TicketKey> byName;

    private TicketKeyring(@Nullable TicketKey sealing, List<TicketKey> all) {
        this.sealing = sealing;
        this.all = all;
        this.byName = new HashMap<>(2 * all.size());
        for (TicketKey key : all) {
            byName.put(Name.at(key.name(), 0), key);
        }
    }

    /** Without a key: nothing is sealed, nothing opens. */
    public static TicketKeyring empty() {
        return EMPTY;
    }

    /**
     * A ring of these keys.
     *
     * @param sealing one of {@code all}, or null if nothing is to be sealed now
     * @param all the keys that open, the oldest first
     */
    public static TicketKeyring of(@Nullable TicketKey sealing, Collection<TicketKey> all) {
        List<TicketKey> copy = List.copyOf(all);
        if (sealing != null && !copy.contains(sealing)) {
            throw new IllegalArgumentException("the key that seals has to open too");
        }
        return new TicketKeyring(sealing, copy);
    }

    /** The key that seals now. */
    public @Nullable TicketKey sealing() {
        return sealing;
    }

    /** The key of that name, if there is one: of 16 bytes. */
    public @Nullable TicketKey named(byte[] name) {
        return name.length == TicketKey.NAME_LENGTH ? named(name, 0) : null;
    }

    /** The key whose name stands there. */
    @Nullable
    TicketKey named(byte[] bytes, int offset) {
        return byName.get(Name.at(bytes, offset));
    }

    /** All keys that open, the oldest first. */
    public List<TicketKey> all() {
        return all;
    }

    @Override
    public String toString() {
        return "TicketKeyring[seals " + (sealing == null ? "nothing" : sealing.hexName()) + ", opens " + all.size()
                + "]";
    }

    /** Sixteen bytes as two numbers, so that a look-up copies none. */
    private record Name(long high, long low) {
        static Name at(byte[] bytes, int offset) {
            return new Name((long) LONGS.get(bytes, offset), (long) LONGS.get(bytes, offset + Long.BYTES));
        }
    }
}
