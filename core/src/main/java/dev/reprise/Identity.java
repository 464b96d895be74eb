package dev.reprise;

import dev.reprise.internal.settings.IdentitySource;
import dev.reprise.internal.settings.KeyStoreCredentials;
import dev.reprise.internal.settings.NamedIdentities;
import dev.reprise.internal.settings.PemFiles;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/**
 * What a side authenticates with: private keys and their certificate chains. Given to {@link ContextBuilder#identity(Identity)}, several times if there
 * are several; which of them a connection shows, {@link ContextBuilder#identity(Path, Path)} says.
 *
 * <pre>{@code
 * SSLContext server = Reprise.server()
 *         .identity(Identity.reloading(Path.of("shop.pem"), Path.of("shop-key.pem")))
 *         .identity(Identity.reloading(Path.of("blog.pem"), Path.of("blog-key.pem")))
 *         .build();
 * }</pre>
 */
public final class Identity {
    private final Function<InstantSource, IdentitySource> opening;
    private final String description;

    private Identity(Function<InstantSource, IdentitySource> opening, String description) {
        this.opening = opening;
        this.description = description;
    }

    private static Identity fixed(List<NamedIdentities.Credential> credentials) {
        IdentitySource source = IdentitySource.of(credentials);
        return new Identity(clock -> source, credentials.toString());
    }

    /**
     * PEM files: the certificate chain, its own certificate first, and its private key in PKCS #8, SEC 1 or PKCS #1, not encrypted. Both may be in
     * one file. They are read now, and never again.
     *
     * @throws java.io.UncheckedIOException if a file cannot be read
     * @throws IllegalArgumentException if a file does not hold what it should, or the key is not the certificate's
     */
    public static Identity of(Path certificates, Path key) {
        return fixed(List.of(PemFiles.identity(certificates, key)));
    }

    /**
     * The private keys of a key store and their chains, in the order of their aliases. Keys may live in a device.
     *
     * @throws IllegalArgumentException if there is no key, or the password is another one
     */
    public static Identity of(KeyStore store, char[] password) {
        return fixed(KeyStoreCredentials.of(store, password));
    }

    /**
     * A key and its chain. The key may be a handle to one that never leaves its device: its encoding is not asked for.
     *
     * @param chain its own certificate first; one or more
     */
    public static Identity of(PrivateKey key, List<X509Certificate> chain) {
        return fixed(List.of(new NamedIdentities.Credential(key, chain)));
    }

    /**
     * PEM files as for {@link #of(Path, Path)} that are read again when they change, for the connections that come then. They are looked at when a
     * connection needs them, at most once a second, and compared by content, so that it does not matter how they are replaced. While they cannot be
     * used (one is replaced and the other not yet, say) the identity from before stays, and the log {@code dev.reprise.keys} says so once.
     *
     * <p>Sessions outlive it: a server goes on resuming them as long as the new certificate has the names of the old one.
     *
     * @throws java.io.UncheckedIOException if a file cannot be read now
     * @throws IllegalArgumentException if a file does not hold what it should now
     */
    public static Identity reloading(Path certificates, Path key) {
        PemFiles.identity(certificates, key);
        return new Identity(
                clock -> IdentitySource.reloading(certificates, key, clock), "[" + certificates + ", " + key + "]");
    }

    /**
     * The file of a key store, PKCS #12 for example, likewise.
     *
     * @param password of the store and of its keys; stays in memory
     * @throws java.io.UncheckedIOException if the file cannot be read now
     * @throws IllegalArgumentException if it holds no key now, or the password is another one
     */
    public static Identity reloading(Path keyStore, char[] password) {
        char[] own = password.clone();
        IdentitySource.reloading(keyStore, own, InstantSource.system());
        return new Identity(clock -> IdentitySource.reloading(keyStore, own, clock), "[" + keyStore + "]");
    }

    IdentitySource source(InstantSource clock) {
        return opening.apply(clock);
    }

    @Override
    public String toString() {
        return "Identity" + description;
    }
}
