package dev.reprise.internal.engine;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** A store in memory that fails or lies when it is told to. */
final class StoreInTrouble implements SessionStore {
    /** What may be asked of a store. */
    enum Call {
        PUT,
        GET,
        REMOVE
    }

    final Map<ByteBuffer, Entry> entries = new ConcurrentHashMap<>();
    private final Set<Call> failing = EnumSet.noneOf(Call.class);
    private UnaryOperator<Optional<Entry>> lie = entry -> entry;
    private boolean rudely;
    private boolean mayBlock = true;

    /** One that is asked by every thread, as memory is. */
    static StoreInTrouble thatNeverBlocks() {
        StoreInTrouble store = new StoreInTrouble();
        store.mayBlock = false;
        return store;
    }

    @Override
    public boolean mayBlock() {
        return mayBlock;
    }

    /** These calls fail, and no other; none: all is well again. */
    void failing(Call... calls) {
        failing.clear();
        failing.addAll(Set.of(calls));
    }

    /** It fails with what a store may not throw. */
    void failingRudely(Call call) {
        failing(call);
        rudely = true;
    }

    /** It answers something else than what it keeps. */
    void lying(UnaryOperator<Optional<Entry>> about) {
        lie = about;
    }

    private void asked(Call call) throws StoreException {
        if (failing.contains(call)) {
            if (rudely) {
                throw new IllegalStateException("a bug in a store");
            }
            throw new StoreException("down");
        }
    }

    @Override
    public void put(byte[] name, Entry entry) throws StoreException {
        asked(Call.PUT);
        entries.put(ByteBuffer.wrap(name.clone()), entry);
    }

    @Override
    public Optional<Entry> get(byte[] name) throws StoreException {
        asked(Call.GET);
        return lie.apply(Optional.ofNullable(entries.get(ByteBuffer.wrap(name))));
    }

    @Override
    public boolean remove(byte[] name, byte[] expected) throws StoreException {
        asked(Call.REMOVE);
        Entry entry = entries.get(ByteBuffer.wrap(name));
        return entry != null && entry.holds(expected) && entries.remove(ByteBuffer.wrap(name), entry);
    }

    @Override
    public boolean remove(byte[] name) throws StoreException {
        asked(Call.REMOVE);
        return entries.remove(ByteBuffer.wrap(name)) != null;
    }

    @Override
    public int purgeExpired(Instant now) {
        int before = entries.size();
        entries.values().removeIf(entry -> entry.isExpired(now));
        return before - entries.size();
    }

    @Override
    public void close() {}
}
