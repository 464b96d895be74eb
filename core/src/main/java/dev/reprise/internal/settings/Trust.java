package dev.reprise.internal.settings;

import dev.reprise.internal.resumption.PolicyFingerprint;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are accepted: a trust manager, and what can be said of its policy. Opened when first needed: the
 * JDK's own roots take a while to read, and a server that asks no client for a certificate never needs them.
 */
public final class Trust {
    /** What makes the trust manager. */
    @FunctionalInterface
    private interface Source {
        X509TrustManager open() throws GeneralSecurityException;
    }

    /** What is known of the policy. */
    private enum Policy {
        /** The JDK's own: its PKIX algorithm over its own roots. */
        DEFAULT,
        /** The JDK's PKIX algorithm over issuers of the application's. */
        ISSUERS,
        /** The same, set up by the application: nobody can ask it whether it looks at revocation, or what else. */
        SET_UP,
        /** Somebody's own way of judging. */
        FOREIGN
    }

    /** Accepts no certificate. */
    private static final X509TrustManager NOBODY = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("there is no trust manager for X.509 certificates");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("there is no trust manager for X.509 certificates");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    private final Source source;
    private final Policy policy;
    private final String description;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable X509ExtendedTrustManager opened;

    private Trust(Source source, Policy policy, String description) {
        this.source = source;
        this.policy = policy;
        this.description = description;
    }

    /**
     * What the JDK trusts: its {@code cacerts}, or what {@code javax.net.ssl.trustStore} names instead.
     *
     * @param replaced whether that property names something else
     */
    public static Trust ofJdk(boolean replaced) {
        return new Trust(() -> pkix(null), replaced ? Policy.ISSUERS : Policy.DEFAULT, "the JDK's");
    }

    /** The JDK's PKIX algorithm over the certificates in the store. */
    public static Trust of(KeyStore store) {
        return new Trust(() -> pkix(store), Policy.ISSUERS, "a key store's");
    }

    /**
     * A trust manager that is there already. One of the JDK's own classes is known by its issuers, and judges anew what another one let in, since it may be stricter
     * than these tell; any other judges as it likes, and is known by itself only.
     */
    public static Trust of(X509TrustManager manager) {
        boolean ofJdk = manager.getClass().getModule() == Object.class.getModule();
        return new Trust(
                () -> manager,
                ofJdk ? Policy.SET_UP : Policy.FOREIGN,
                manager.getClass().getName());
    }

    /** The first that judges X.509 certificates; a list without one trusts nobody. */
    public static Trust firstOf(TrustManager[] managers) {
        for (TrustManager manager : managers) {
            if (manager instanceof X509TrustManager x509) {
                return of(x509);
            }
        }
        return new Trust(() -> NOBODY, Policy.ISSUERS, "nobody's");
    }

    /**
     * The trust manager.
     *
     * @throws IllegalStateException if it cannot be opened
     */
    public X509ExtendedTrustManager manager() {
        X509ExtendedTrustManager known = opened;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = opened;
            if (known == null) {
                X509TrustManager manager = source.open();
                known = manager instanceof X509ExtendedTrustManager extended
                        ? extended
                        : new PlainTrustManager(manager);
                opened = known;
            }
            return known;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the trusted certificates cannot be opened: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /** Says in the fingerprint whose certificates are accepted. */
    void describe(PolicyFingerprint.Builder fingerprint, @Nullable String name, SecureRandom random) {
        if (policy == Policy.ISSUERS || policy == Policy.SET_UP) {
            fingerprint.acceptedIssuers(issuers());
        }
        if (name != null) {
            fingerprint.namedTrust(name);
        } else if (policy == Policy.FOREIGN) {
            fingerprint.unnamedTrust(ObjectTokens.of(judge(), random));
        }
    }

    /** What parts it from others with the same issuers; empty where nothing can. */
    byte[] judge(SecureRandom random) {
        return policy == Policy.SET_UP ? ObjectTokens.of(judge(), random) : new byte[0];
    }

    private X509TrustManager judge() {
        X509ExtendedTrustManager manager = manager();
        return manager instanceof PlainTrustManager plain ? plain.judge() : manager;
    }

    private List<byte[]> issuers() {
        List<byte[]> issuers = new ArrayList<>();
        try {
            // Whoever wrote it may say nothing.
            X509Certificate[] accepted = manager().getAcceptedIssuers();
            for (X509Certificate issuer : accepted == null ? new X509Certificate[0] : accepted) {
                issuers.add(issuer.getEncoded());
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a trusted certificate cannot be encoded", e);
        }
        return issuers;
    }

    private static X509TrustManager pkix(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("the JDK's PKIX factory made no X.509 trust manager");
    }

    @Override
    public String toString() {
        return "Trust[" + description + "]";
    }
}
