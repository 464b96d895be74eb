package dev.reprise.bench;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A server's key under a CA of one level, and the JDK's managers over them: what both providers are given. */
final class Credentials {
    private static final char[] PASSWORD = "bench".toCharArray();
    private static final X500Principal ISSUER = new X500Principal("CN=Reprise benchmark CA");

    private final X509ExtendedKeyManager keys;
    private final X509ExtendedTrustManager trust;

    private Credentials(X509ExtendedKeyManager keys, X509ExtendedTrustManager trust) {
        this.keys = keys;
        this.trust = trust;
    }

    X509ExtendedKeyManager keys() {
        return keys;
    }

    X509ExtendedTrustManager trust() {
        return trust;
    }

    /**
     * @param type {@code EC} (P-256) or {@code RSA} (2048 bits)
     * @param keyManager which of the JDK's key managers: {@code SunX509}, its default, or {@code PKIX}, which opens the key store anew for
     *     every handshake
     */
    static Credentials of(String type, String keyManager) {
        Instant now = Instant.now();
        return of(type, keyManager, now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(30)));
    }

    /** The same, valid between these times. */
    static Credentials of(String type, String keyManager, Instant from, Instant until) {
        try {
            KeyPair authority = generate("EC");
            KeyPair server = generate(type);
            X509Certificate root = certificate(ISSUER, authority, null, authority, from, until);
            X509Certificate leaf =
                    certificate(new X500Principal("CN=localhost"), server, "localhost", authority, from, until);
            KeyStore keyStore = empty();
            keyStore.setKeyEntry("server", server.getPrivate(), PASSWORD, new X509Certificate[] {leaf});
            KeyManagerFactory keyFactory = KeyManagerFactory.getInstance(keyManager);
            keyFactory.init(keyStore, PASSWORD);
            KeyStore trustStore = empty();
            trustStore.setCertificateEntry("root", root);
            TrustManagerFactory trustFactory = TrustManagerFactory.getInstance("PKIX");
            trustFactory.init(trustStore);
            return new Credentials((X509ExtendedKeyManager) keyFactory.getKeyManagers()[0], (X509ExtendedTrustManager)
                    trustFactory.getTrustManagers()[0]);
        } catch (Exception e) {
            throw new IllegalStateException("no keys to measure with", e);
        }
    }

    private static KeyStore empty() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyPair generate(String type) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
        generator.initialize(type.equals("EC") ? 256 : 2048);
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(
            X500Principal subject, KeyPair keys, @Nullable String name, KeyPair authority, Instant from, Instant until)
            throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                ISSUER,
                new BigInteger(64, new SecureRandom()),
                Date.from(from),
                Date.from(until),
                subject,
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(name == null));
        if (name != null) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
    }
}
