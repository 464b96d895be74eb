package dev.reprise.internal.settings;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The identities in a key store of the JCA. Keys may live in a device: only handles to them are taken. */
public final class KeyStoreCredentials {
    private KeyStoreCredentials() {}

    /**
     * Every private key with its chain, in the order of their aliases.
     *
     * @throws IllegalArgumentException if there is none, or the password is another one
     */
    public static List<NamedIdentities.Credential> of(KeyStore store, char[] password) {
        List<NamedIdentities.Credential> credentials = new ArrayList<>();
        try {
            List<String> aliases = Collections.list(store.aliases());
            Collections.sort(aliases);
            for (String alias : aliases) {
                Key key = store.isKeyEntry(alias) ? store.getKey(alias, password) : null;
                Certificate[] certificates = store.getCertificateChain(alias);
                if (key instanceof PrivateKey privateKey && certificates != null && certificates.length > 0) {
                    credentials.add(new NamedIdentities.Credential(privateKey, x509(certificates)));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a key of the key store cannot be read: " + e.getMessage(), e);
        }
        if (credentials.isEmpty()) {
            throw new IllegalArgumentException("the key store holds no private key with a certificate");
        }
        return credentials;
    }

    private static List<X509Certificate> x509(Certificate[] certificates) {
        List<X509Certificate> chain = new ArrayList<>(certificates.length);
        for (Certificate certificate : certificates) {
            if (!(certificate instanceof X509Certificate x509)) {
                throw new IllegalArgumentException(
                        "the key store holds a certificate of type " + certificate.getType() + ": expected X.509");
            }
            chain.add(x509);
        }
        return chain;
    }
}
