package dev.reprise.internal.engine;

import com.sun.management.ThreadMXBean;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What work costs, counted and never timed: what the thread allocates, what the JCA is asked for, what the store is asked for. */
final class Meter {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is made once, such as classes, is not there the next time. */
    private static final int TRIES = 3;

    private static final String NAME = "Counting";

    private final Map<String, Integer> asked = new HashMap<>();
    private long hashed;
    private int lookUps;

    /**
     * The costs of some work.
     *
     * @param allocated bytes on the heap, whether they are garbage by now or not
     * @param hashed bytes that went into a hash, those of HMAC included
     * @param macs HMAC keys set up
     * @param ciphers AES-GCM keys set up: things unsealed, and record keys
     * @param signatures made or verified
     * @param agreements Diffie-Hellman
     * @param lookUps calls of the session store
     */
    record Costs(long allocated, long hashed, int macs, int ciphers, int signatures, int agreements, int lookUps) {}

    /** A store that counts what it is asked. */
    SessionStore counting(SessionStore store) {
        return new CountingStore(store);
    }

    /**
     * Does the work several times and once more under count.
     *
     * @param work makes something new to be worked with, whose making is free
     */
    Costs of(Supplier<Runnable> work) {
        long allocated = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            Runnable once = work.get();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            once.run();
            allocated = Math.min(allocated, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        Provider counting = new CountingProvider();
        Security.insertProviderAt(counting, 1);
        try {
            work.get().run(); // which of the providers has what is asked once
            Runnable counted = work.get();
            asked.clear();
            hashed = 0;
            lookUps = 0;
            counted.run();
        } finally {
            Security.removeProvider(NAME);
        }
        return new Costs(
                allocated,
                hashed,
                asked.getOrDefault("Mac", 0),
                asked.getOrDefault("Cipher", 0),
                asked.getOrDefault("Signature", 0),
                asked.getOrDefault("KeyAgreement", 0),
                lookUps);
    }

    /** Gives what the JDK's providers would have given, and counts it. */
    private final class CountingProvider extends Provider {
        private static final long serialVersionUID = 1L;

        CountingProvider() {
            super(NAME, "1", "counts");
            for (String algorithm : new String[] {"SHA-256", "SHA-384"}) {
                putService(new Counted("MessageDigest", algorithm) {
                    @Override
                    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                        return new CountingDigest(genuine.getProvider(), algorithm);
                    }
                });
            }
            putService(new Counted("Mac", "HmacSHA256"));
            putService(new Counted("Mac", "HmacSHA384"));
            putService(new Counted("Cipher", "AES/GCM/NoPadding"));
            putService(new Counted("Signature", "SHA256withECDSA"));
            putService(new Counted("KeyAgreement", "X25519"));
            putService(new Counted("KeyAgreement", "ECDH"));
        }

        private class Counted extends Service {
            final Service genuine;

            Counted(String type, String algorithm) {
                this(genuine(type, algorithm));
            }

            private Counted(Service genuine) {
                super(
                        CountingProvider.this,
                        genuine.getType(),
                        genuine.getAlgorithm(),
                        genuine.getClassName(),
                        null,
                        null);
                this.genuine = genuine;
            }

            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                asked.merge(getType(), 1, Integer::sum);
                return genuine.newInstance(parameter);
            }

            @Override
            public boolean supportsParameter(Object parameter) {
                return genuine.supportsParameter(parameter);
            }
        }

        private static Service genuine(String type, String algorithm) {
            for (Provider provider : Security.getProviders()) {
                Service service = provider.getService(type, algorithm);
                if (service != null) {
                    return service;
                }
            }
            throw new AssertionError(type + " " + algorithm);
        }
    }

    private final class CountingDigest extends MessageDigestSpi implements Cloneable {
        private MessageDigest digest;

        CountingDigest(Provider genuine, String algorithm) throws NoSuchAlgorithmException {
            this.digest = MessageDigest.getInstance(algorithm, genuine);
        }

        @Override
        protected int engineGetDigestLength() {
            return digest.getDigestLength();
        }

        @Override
        protected void engineUpdate(byte input) {
            hashed++;
            digest.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            hashed += length;
            digest.update(input, offset, length);
        }

        @Override
        protected void engineUpdate(ByteBuffer input) {
            hashed += input.remaining();
            digest.update(input);
        }

        @Override
        protected byte[] engineDigest() {
            return digest.digest();
        }

        @Override
        protected int engineDigest(byte[] target, int offset, int length) throws DigestException {
            return digest.digest(target, offset, length);
        }

        @Override
        protected void engineReset() {
            digest.reset();
        }

        @Override
        public Object clone() throws CloneNotSupportedException {
            CountingDigest copy = (CountingDigest) super.clone();
            copy.digest = (MessageDigest) digest.clone();
            return copy;
        }
    }

    private final class CountingStore implements SessionStore {
        private final SessionStore store;

        CountingStore(SessionStore store) {
            this.store = store;
        }

        @Override
        public void put(byte[] name, Entry entry) throws StoreException {
            store.put(name, entry);
        }

        @Override
        public void putDurably(byte[] name, Entry entry) throws StoreException {
            store.putDurably(name, entry);
        }

        @Override
        public Optional<Entry> get(byte[] name) throws StoreException {
            lookUps++;
            return store.get(name);
        }

        @Override
        public boolean remove(byte[] name, byte[] expected) throws StoreException {
            lookUps++;
            return store.remove(name, expected);
        }

        @Override
        public boolean remove(byte[] name) throws StoreException {
            lookUps++;
            return store.remove(name);
        }

        @Override
        public int purgeExpired(Instant now) throws StoreException {
            return store.purgeExpired(now);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
