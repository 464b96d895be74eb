package dev.reprise.internal.resumption;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.MacSpi;

/**
 * The JDK's HMAC-SHA256, but that it has certain bytes wiped just before it hashes them, as another thread may at that very
 * moment.
 */
final class WipingHmac implements AutoCloseable {
    private static final String NAME = "HmacSHA256";

    private final Provider genuine;
    private final byte[] watched;
    private final Runnable wipe;
    private boolean wiped;

    private WipingHmac(Provider genuine, byte[] watched, Runnable wipe) {
        this.genuine = genuine;
        this.watched = watched;
        this.wipe = wipe;
    }

    /** Stands before the JDK's until it is closed. */
    static WipingHmac when(byte[] watched, Runnable wipe) {
        try {
            WipingHmac hmac = new WipingHmac(Mac.getInstance(NAME).getProvider(), watched, wipe);
            Security.insertProviderAt(new Wiping(hmac), 1);
            return hmac;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether it came to that. */
    boolean wiped() {
        return wiped;
    }

    @Override
    public void close() {
        Security.removeProvider(Wiping.class.getSimpleName());
    }

    private static final class Wiping extends Provider {
        private static final long serialVersionUID = 1L;

        Wiping(WipingHmac hmac) {
            super(Wiping.class.getSimpleName(), "1", "wipes what it is about to read");
            putService(new Service(this, "Mac", NAME, Spi.class.getName(), null, null) {
                @Override
                public Object newInstance(Object parameter) {
                    return hmac.new Spi();
                }
            });
        }
    }

    private final class Spi extends MacSpi {
        private final Mac mac;

        Spi() {
            try {
                mac = Mac.getInstance(NAME, genuine);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            if (Arrays.equals(input, offset, offset + length, watched, 0, watched.length)) {
                wiped = true;
                wipe.run();
            }
            mac.update(input, offset, length);
        }

        @Override
        protected void engineUpdate(byte input) {
            mac.update(input);
        }

        @Override
        protected int engineGetMacLength() {
            return mac.getMacLength();
        }

        @Override
        protected void engineInit(Key key, AlgorithmParameterSpec parameters) throws InvalidKeyException {
            mac.init(key);
        }

        @Override
        protected byte[] engineDoFinal() {
            return mac.doFinal();
        }

        @Override
        protected void engineReset() {
            mac.reset();
        }
    }
}
