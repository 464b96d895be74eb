package dev.reprise.internal.resumption;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A store that counts its calls, shows all it has, and fails when told to. */
final class CountingStore implements SessionStore {
    final Map<ByteBuffer, Entry> entries = new LinkedHashMap<>();
    int calls;
    int durablePuts;
    boolean broken;

    /** All that whoever reads the store sees. */
    byte[] dump() {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        entries.forEach((name, entry) -> {
            dump.writeBytes(name.array());
            dump.writeBytes(entry.content());
        });
        return dump.toByteArray();
    }

    private void call() throws StoreException {
        calls++;
        if (broken) {
            throw new StoreException("broken");
        }
    }

    @Override
    public void put(byte[] name, Entry entry) throws StoreException {
        call();
        entries.put(ByteBuffer.wrap(name.clone()), entry);
    }

    @Override
    public void putDurably(byte[] name, Entry entry) throws StoreException {
        durablePuts++;
        put(name, entry);
    }

    @Override
    public Optional<Entry> get(byte[] name) throws StoreException {
        call();
        return Optional.ofNullable(entries.get(ByteBuffer.wrap(name)));
    }

    @Override
    public boolean remove(byte[] name, byte[] expected) throws StoreException {
        call();
        Entry entry = entries.get(ByteBuffer.wrap(name));
        return entry != null && entry.holds(expected) && entries.remove(ByteBuffer.wrap(name), entry);
    }

    @Override
    public boolean remove(byte[] name) throws StoreException {
        call();
        return entries.remove(ByteBuffer.wrap(name)) != null;
    }

    @Override
    public int purgeExpired(Instant now) throws StoreException {
        call();
        int before = entries.size();
        entries.values().removeIf(entry -> entry.isExpired(now));
        return before - entries.size();
    }

    @Override
    public void close() {}
}
