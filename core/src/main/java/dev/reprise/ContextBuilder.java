package dev.reprise;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.jsse.RepriseContext;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.settings.HandshakeReport;
import dev.reprise.internal.settings.KeyLogFile;
import dev.reprise.internal.settings.ManagedIdentities;
import dev.reprise.internal.settings.NamedIdentities;
import dev.reprise.internal.settings.PemFiles;
import dev.reprise.internal.settings.PskKe;
import dev.reprise.internal.settings.Settings;
import dev.reprise.internal.settings.SettingsBuilder;
import dev.reprise.internal.settings.Trust;
import dev.reprise.jsse.RepriseProvider;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What servers and clients have in common. Everything has a default that is safe; a value that is out of range is
 * refused where it is given, what does not go together in {@link #build()}.
 *
 * @param <B> the builder itself
 */
public abstract sealed class ContextBuilder<B extends ContextBuilder<B>> permits ServerBuilder, ClientBuilder {
    final SettingsBuilder settings = new SettingsBuilder();
    private final List<Identity> identities = new ArrayList<>();
    private final List<Consumer<HandshakeReport>> listeners = new ArrayList<>();
    private @Nullable X509KeyManager keyManager;

    ContextBuilder() {}

    abstract B self();

    /** The settings that are this side's own, before the context is made. */
    abstract void complete();

    // ---------------------------------------------------------------- whom this side is, and whom it trusts

    /**
     * Authenticates with a certificate chain, its own certificate first, and its private key: PEM files, the key in
     * PKCS #8, SEC 1 or PKCS #1 and not encrypted. May be given several times: a server takes the one whose certificate
     * has the name that the client asks for, else one whose wildcard covers it, else the first; of those that do alike
     * the one given first, as long as its key suits the client. A client takes the first whose issuer the server
     * accepts.
     *
     * @throws java.io.UncheckedIOException if a file cannot be read
     * @throws IllegalArgumentException if a file does not hold what it should, or the key is not the certificate's
     */
    public B identity(Path certificates, Path key) {
        return identity(Identity.of(certificates, key));
    }

    /**
     * Authenticates with the private keys of a key store and their chains, like {@link #identity(Path, Path)} with each
     * of them in the order of their aliases. Keys may live in a device.
     *
     * @throws IllegalArgumentException if there is no key, or the password is another one
     */
    public B identity(KeyStore store, char[] password) {
        return identity(Identity.of(store, password));
    }

    /**
     * Authenticates with this identity, like {@link #identity(Path, Path)}: with one that is {@linkplain Identity#reloading(Path, Path) reloaded}, for
     * example.
     */
    public B identity(Identity identity) {
        identities.add(identity);
        return self();
    }

    /**
     * Authenticates with what this key manager chooses for each connection; no other identity can be given beside it.
     */
    public B identity(X509KeyManager keys) {
        keyManager = keys;
        return self();
    }

    /**
     * Accepts the certificates in a PEM file and those that they signed, and no others. The default: what the JDK
     * trusts, its {@code cacerts} unless {@code javax.net.ssl.trustStore} names something else.
     *
     * @throws java.io.UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException if it holds no certificate
     */
    public B trust(Path certificates) {
        return trust(PemFiles.trustStore(certificates));
    }

    /** Accepts the certificates in a key store and those that they signed, and no others. */
    public B trust(KeyStore store) {
        settings.trust(Trust.of(store));
        return self();
    }

    /**
     * Accepts what this trust manager accepts. Called with the engine or socket that the application holds, in a task,
     * and not for resumed sessions unless {@link #revalidation} says so. Unless it is one of the JDK's, or {@link
     * #trustPolicy} names it, its sessions are resumed by nobody but contexts with this very object: another one may
     * judge otherwise, also one of the same class, and contexts of one process share their sessions.
     */
    public B trust(X509TrustManager manager) {
        settings.trust(Trust.of(manager));
        return self();
    }

    /**
     * Names the way in which trust is decided, so that sessions go on between contexts, processes and nodes with trust
     * managers of their own: whoever gives two of them the same name says that what one accepts the other accepts too.
     * Default: none.
     */
    public B trustPolicy(String name) {
        settings.trustPolicy(name);
        return self();
    }

    /**
     * Parts the sessions of one application from those of another: sessions of another context are refused. Default:
     * none.
     */
    public B context(String name) {
        settings.context(name);
        return self();
    }

    /** What certificates go through again on resumption. Default: {@link Revalidation#EXPIRY}. */
    public B revalidation(Revalidation mode) {
        settings.revalidation(
                switch (mode) {
                    case EXPIRY -> dev.reprise.internal.resumption.Revalidation.EXPIRY;
                    case FULL -> dev.reprise.internal.resumption.Revalidation.FULL;
                });
        return self();
    }

    // ---------------------------------------------------------------- the protocol

    /**
     * Enables these protocol versions and no others: {@code TLSv1.3}, {@code TLSv1.2}. Default: both.
     *
     * @throws IllegalArgumentException if there is no such version
     */
    public B versions(String... names) {
        settings.versions(parse("protocol version", names, name -> {
            return Settings.supportedVersions().stream()
                    .filter(version -> ProtocolVersion.name(version).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "the protocol version " + name + " is not supported: expected TLSv1.3 or TLSv1.2"));
        }));
        return self();
    }

    /**
     * Enables these cipher suites and no others, by their IANA names, the preferred first. Default: all that the JDK
     * has, AES-GCM first.
     *
     * @throws IllegalArgumentException if there is no such suite
     */
    public B ciphers(String... names) {
        List<CipherSuite> supported = Settings.supportedSuites();
        settings.suites(parse("cipher suite", names, name -> supported(CipherSuite.forName(name), supported, name)));
        return self();
    }

    /**
     * Enables these groups for the key exchange and no others, by their IANA names, the preferred first: {@code
     * X25519MLKEM768} (where the JDK has ML-KEM), {@code x25519}, {@code secp256r1}, {@code secp384r1}. Default: all
     * that the JDK has, in that order.
     *
     * @throws IllegalArgumentException if there is no such group
     */
    public B groups(String... names) {
        List<NamedGroup> supported = NamedGroup.defaults();
        settings.groups(parse("group", names, name -> supported(NamedGroup.forName(name), supported, name)));
        return self();
    }

    /**
     * Enables these signature schemes and no others, by their IANA names, the preferred first. Default: all that the
     * JDK has, ECDSA first.
     *
     * @throws IllegalArgumentException if there is no such scheme
     */
    public B signatureSchemes(String... names) {
        List<SignatureScheme> supported = SignatureScheme.defaults();
        settings.signatureSchemes(
                parse("signature scheme", names, name -> supported(SignatureScheme.forName(name), supported, name)));
        return self();
    }

    private static <T> T supported(T value, List<T> supported, String name) {
        if (!supported.contains(value)) {
            throw new IllegalArgumentException(name + " is not available here: expected some of " + supported);
        }
        return value;
    }

    private static <T> List<T> parse(String what, String[] names, Function<String, T> parser) {
        if (names.length == 0) {
            throw new IllegalArgumentException("no " + what + " is named: expected one or more");
        }
        return Arrays.stream(names).map(parser).distinct().toList();
    }

    /**
     * The application protocols (ALPN), such as {@code h2} and {@code http/1.1}, the preferred first. Default: none.
     */
    public B alpn(String... protocols) {
        settings.applicationProtocols(List.of(protocols));
        return self();
    }

    /**
     * Allows resumption without a new key exchange ({@code psk_ke}), where the peer allows it too: cheaper, and
     * <b>without forward secrecy</b>; whoever gets the ticket's key or the session can read the connection. Default:
     * off. Cannot be combined with ticket keys that have no forward secrecy themselves, unless
     * {@linkplain ServerBuilder#insistOnPskKe() insisted on}.
     */
    public B pskKe(boolean allowed) {
        settings.pskKe(allowed ? PskKe.ALLOWED : PskKe.OFF);
        return self();
    }

    /** The largest content of a record that this side takes, 64 to 16,384 bytes (RFC 8449). Default: 16,384. */
    public B recordSizeLimit(int bytes) {
        settings.recordSizeLimit(bytes);
        return self();
    }

    // ---------------------------------------------------------------- surroundings

    /** Where time comes from. Default: the system's clock. */
    public B clock(InstantSource clock) {
        settings.clock(clock);
        return self();
    }

    /** Where randomness comes from. Default: a {@link SecureRandom} that all contexts share. */
    public B random(SecureRandom random) {
        settings.random(random);
        return self();
    }

    /** Hears how handshakes end. May be given several times. */
    public B listener(HandshakeListener listener) {
        listeners.add(report -> listener.handshake(HandshakeEvent.of(report)));
        return self();
    }

    /**
     * Appends the secrets of all connections to a file (0600), for tools that look into recorded connections (RFC 9850,
     * as {@code SSLKEYLOGFILE} is used elsewhere). <b>Who has the file reads the connections.</b> It is written while a
     * handshake goes on, by the thread that moves its bytes, which waits for the disk. Default: off; nothing but this switches it on.
     */
    public B keyLog(Path file) {
        settings.keyLog(new KeyLogFile(file));
        return self();
    }

    /**
     * The context.
     *
     * @throws IllegalArgumentException if two settings contradict each other
     * @throws IllegalStateException if ticket keys are to be derived from a secret that was not given
     * @throws java.io.UncheckedIOException if files of ticket keys cannot be read
     */
    public SSLContext build() {
        X509KeyManager keys = keyManager;
        if (keys != null && !identities.isEmpty()) {
            throw new IllegalArgumentException(
                    "a key manager and other identities are given: expected one or the other");
        }
        if (keys != null) {
            settings.identities(ManagedIdentities.of(keys));
        } else if (!identities.isEmpty()) {
            InstantSource clock = clock();
            settings.identities(NamedIdentities.from(
                    identities.stream().map(identity -> identity.source(clock)).toList()));
        }
        settings.listeners(listeners);
        complete();
        return RepriseContext.of(settings.build(), new RepriseProvider());
    }

    /** Where time comes from, as far as that is said yet. */
    final InstantSource clock() {
        return settings.build().clock();
    }

    static void requirePositive(String what, Duration value) {
        dev.reprise.internal.resumption.KeySchedule.check(what, value);
    }
}
