package dev.reprise.internal.resumption;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * A session store as the engine uses it: everything in it sealed, named by a keyed hash, and asked for by references that only
 * this fleet can make. What the store sees is opaque; what a stranger sends never reaches it.
 *
 * <pre>
 * reference  = random[16] | HMAC-SHA256(id tags, "reference" | random)[0..16]     // a session ID, or a stored ticket
 * entry name = HMAC-SHA256(entry names, "session" | reference)
 * entry      = Sealed(entries, purpose "entry", entry name, plaintext)
 * </pre>
 *
 * <p>With several secrets a reference is made under the first and recognised under each; the secret whose tag fits is the one
 * whose name its entry has, so that a hello costs one look-up however many secrets there are.
 */
public final class SessionVault {
    /** Bytes of a reference: those of a session ID. */
    public static final int REFERENCE_LENGTH = 32;

    private static final System.Logger LOG = System.getLogger("dev.reprise.store");
    private static final int RANDOM_LENGTH = 16;
    private static final byte[] TAG = ascii("reprise reference\0");
    private static final byte[] SESSION = ascii("reprise session\0");
    private static final byte[] TOMBSTONE = ascii("reprise tombstone\0");
    private static final byte[] NOTHING = {};

    private final SessionStore store;
    private final MasterKeys keys;
    private final SecureRandom random;
    private final Forgotten forgotten = new Forgotten();

    /** @param store the caller closes it */
    public SessionVault(SessionStore store, MasterKeys keys, SecureRandom random) {
        this.store = Objects.requireNonNull(store, "store");
        this.keys = Objects.requireNonNull(keys, "keys");
        this.random = Objects.requireNonNull(random, "random");
    }

    /** A call of the store. */
    private interface Call<T> {
        T on(SessionStore store) throws StoreException;
    }

    /** Stores come from anywhere: one that throws what it may not is one that failed. */
    private <T> T ask(Call<T> call) throws StoreException {
        try {
            return Objects.requireNonNull(call.on(store), "the store's answer");
        } catch (RuntimeException broken) {
            throw new StoreException("the store failed: " + broken, broken);
        }
    }

    /** Whether the store may make a caller wait. */
    public boolean mayBlock() {
        return store.mayBlock();
    }

    /** What a reference leads to. */
    public sealed interface Found {
        /**
         * An entry that opened.
         *
         * @param plaintext what was kept; the caller's own array
         * @param handle the sealed bytes, by which {@link #consume} knows this very entry
         */
        record Entry(byte[] plaintext, byte[] handle) implements Found {
            @Override
            public String toString() {
                return "Entry[" + plaintext.length + " bytes]";
            }
        }

        /**
         * Nothing that can be used.
         *
         * @param reason {@link Reason#UNKNOWN_SESSION}, {@link Reason#UNKNOWN_TICKET_KEY} or {@link Reason#UNREADABLE}
         */
        record Missing(Reason reason) implements Found {}
    }

    /** A new reference, 32 bytes that look random: a session ID of TLS 1.2, or a ticket that is only a reference. */
    public byte[] newReference() {
        byte[] fresh = new byte[RANDOM_LENGTH];
        random.nextBytes(fresh);
        byte[] reference = Arrays.copyOf(fresh, REFERENCE_LENGTH);
        byte[] tag = tag(keys.generations().get(0), fresh);
        System.arraycopy(tag, 0, reference, RANDOM_LENGTH, REFERENCE_LENGTH - RANDOM_LENGTH);
        return reference;
    }

    /** Whether the bytes are a reference of this fleet. Asks no store. */
    public boolean isOurs(byte[] reference) {
        return makerOf(reference) != null;
    }

    /**
     * Keeps the plaintext under the reference until it expires, instead of what was there.
     *
     * @throws IllegalArgumentException if the reference is not one of {@link #newReference()}
     */
    public void put(byte[] reference, byte[] plaintext, Instant expiresAt) throws StoreException {
        MasterKeys.Generation maker = makerOf(reference);
        if (maker == null) {
            throw new IllegalArgumentException("not a reference of this vault");
        }
        removeForgotten();
        byte[] name = nameOf(maker, reference);
        SessionStore.Entry entry = new SessionStore.Entry(seal(sealingKey(), name, plaintext), expiresAt);
        ask(inside -> {
            inside.put(name, entry);
            return true;
        });
    }

    /** Looks up, and opens. What is not {@link #isOurs ours} is unknown without asking the store. */
    public Found get(byte[] reference) throws StoreException {
        MasterKeys.Generation maker = makerOf(reference);
        if (maker == null || forgotten.contains(reference)) {
            return new Found.Missing(Reason.UNKNOWN_SESSION);
        }
        byte[] name = nameOf(maker, reference);
        Optional<SessionStore.Entry> entry = ask(inside -> inside.get(name));
        if (entry.isEmpty()) {
            return new Found.Missing(Reason.UNKNOWN_SESSION);
        }
        byte[] sealed = entry.get().content();
        Opened opened = Sealer.open(keys.entries(), Purpose.ENTRY, name, sealed);
        return opened instanceof Opened.Plain plain
                ? new Found.Entry(plain.content(), sealed)
                : new Found.Missing(((Opened.Refused) opened).reason());
    }

    /**
     * Removes the very entry that {@link #get} found.
     *
     * @return true for exactly one caller, on whichever node: only that one may use a single-use session
     */
    public boolean consume(byte[] reference, Found.Entry found) throws StoreException {
        MasterKeys.Generation maker = makerOf(reference);
        return maker != null && ask(inside -> inside.remove(nameOf(maker, reference), found.handle()));
    }

    /** Removes whatever the reference leads to. What is not ours is left alone. */
    public void remove(byte[] reference) throws StoreException {
        MasterKeys.Generation maker = makerOf(reference);
        if (maker != null) {
            ask(inside -> inside.remove(nameOf(maker, reference)));
        }
    }

    /**
     * Removes whatever the reference leads to without making the caller wait: where the store may, for this vault at once, and for others
     * once somebody puts something into it.
     */
    public void forget(byte[] reference) throws StoreException {
        if (store.mayBlock()) {
            forgotten.add(reference);
        } else {
            remove(reference);
        }
    }

    private void removeForgotten() {
        try {
            forgotten.removeSome(this::remove);
        } catch (StoreException unavailable) {
            LOG.log(Level.DEBUG, "a session was not removed: {0}", unavailable.getMessage());
        }
    }

    /**
     * Says for all nodes that no session of this origin is to be resumed any more, whatever ticket carries it.
     *
     * @param until when the last session of that origin expires; after that the tombstone is of no use
     */
    public void tombstone(byte[] originId, Instant until) throws StoreException {
        TicketKey key = sealingKey();
        byte[] name = hmac(keys.generations().get(0).entryNames(), TOMBSTONE, originId);
        SessionStore.Entry entry = new SessionStore.Entry(seal(key, name, NOTHING), until);
        ask(inside -> {
            inside.putDurably(name, entry);
            return true;
        });
    }

    /** Whether some node said so. One look-up for each secret; what whoever writes the store put there does not count. */
    public boolean isTombstoned(byte[] originId) throws StoreException {
        for (MasterKeys.Generation generation : keys.generations()) {
            byte[] name = hmac(generation.entryNames(), TOMBSTONE, originId);
            Optional<SessionStore.Entry> entry = ask(inside -> inside.get(name));
            if (entry.isPresent()
                    && Sealer.open(
                                    keys.entries(),
                                    Purpose.ENTRY,
                                    name,
                                    entry.get().content())
                            instanceof Opened.Plain) {
                return true;
            }
        }
        return false;
    }

    private TicketKey sealingKey() {
        return Objects.requireNonNull(keys.entries().sealing(), "master keys always seal");
    }

    private byte[] seal(TicketKey key, byte[] name, byte[] plaintext) {
        return Sealer.seal(key, Purpose.ENTRY, name, plaintext, random);
    }

    private MasterKeys.@Nullable Generation makerOf(byte[] reference) {
        if (reference.length != REFERENCE_LENGTH) {
            return null;
        }
        byte[] fresh = Arrays.copyOf(reference, RANDOM_LENGTH);
        byte[] tag = Arrays.copyOfRange(reference, RANDOM_LENGTH, REFERENCE_LENGTH);
        for (MasterKeys.Generation generation : keys.generations()) {
            if (MessageDigest.isEqual(tag, tag(generation, fresh))) {
                return generation;
            }
        }
        return null;
    }

    private static byte[] tag(MasterKeys.Generation generation, byte[] fresh) {
        return Arrays.copyOf(hmac(generation.idTags(), TAG, fresh), REFERENCE_LENGTH - RANDOM_LENGTH);
    }

    private static byte[] nameOf(MasterKeys.Generation maker, byte[] reference) {
        return hmac(maker.entryNames(), SESSION, reference);
    }

    private static byte[] hmac(Secret key, byte[] label, byte[] data) {
        String algorithm = HashAlgorithm.SHA256.hmacName();
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(key.asKey(algorithm));
            mac.update(label);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider has " + algorithm, e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
