package dev.reprise.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certification authority with a few identities, made once a JVM: {@link #shared()}. A test that needs another authority makes one
 * with {@link #newAuthority}; one that needs other names or times, {@link #issue}.
 */
public final class TestPki {
    /** What the password of every key store here is. */
    public static final char[] PASSWORD = "password".toCharArray();

    private static final AtomicLong SERIAL = new AtomicLong(1000);
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final class Shared {
        static final TestPki PKI = newAuthority("Reprise Test CA");
    }

    private final Identity authority;
    private final Path folder;
    private final Lazy serverEc = new Lazy(() -> issue("localhost", "EC", "localhost", "127.0.0.1"));
    private final Lazy serverRsa = new Lazy(() -> issue("localhost", "RSA", "localhost", "127.0.0.1"));
    private final Lazy serverEd25519 = new Lazy(() -> issue("localhost", "Ed25519", "localhost", "127.0.0.1"));
    private final Lazy client = new Lazy(() -> issue("client", "EC", "client.test"));

    private TestPki(Identity authority, Path folder) {
        this.authority = authority;
        this.folder = folder;
    }

    /** The authority that all tests may trust. */
    public static TestPki shared() {
        return Shared.PKI;
    }

    /** An authority of its own. */
    public static TestPki newAuthority(String commonName) {
        try {
            Path folder = Files.createTempDirectory("reprise-pki");
            folder.toFile().deleteOnExit();
            KeyPair keys = generate("EC");
            X509v3CertificateBuilder builder = builder(
                    new X500Principal("CN=" + commonName),
                    new X500Principal("CN=" + commonName),
                    keys.getPublic(),
                    Instant.now().minus(Duration.ofDays(1)),
                    Instant.now().plus(Duration.ofDays(3650)));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            X509Certificate certificate = sign(builder, keys.getPrivate());
            return new TestPki(new Identity(keys.getPrivate(), List.of(certificate), folder), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---------------------------------------------------------------- trust

    public X509Certificate authority() {
        return authority.certificate();
    }

    /** The authority's certificate as a PEM file. */
    public Path authorityPem() {
        return authority.certificatePem();
    }

    /** A key store that trusts the authority alone. */
    public KeyStore trustStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", authority());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The JDK's PKIX trust manager over {@link #trustStore()}. */
    public X509ExtendedTrustManager trustManager() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trustStore());
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---------------------------------------------------------------- identities

    /** A server on localhost and 127.0.0.1 with a key on P-256. */
    public Identity serverEc() {
        return serverEc.get();
    }

    /** The same with RSA of 2048 bits. */
    public Identity serverRsa() {
        return serverRsa.get();
    }

    /** The same with Ed25519. */
    public Identity serverEd25519() {
        return serverEd25519.get();
    }

    /** A client, with a key on P-256. */
    public Identity client() {
        return client.get();
    }

    /**
     * A new identity, good for two years.
     *
     * @param keyType {@code EC} (P-256), {@code P-384}, {@code RSA} (2048 bits) or {@code Ed25519}
     * @param names host names and addresses for the subjectAltName
     */
    public Identity issue(String commonName, String keyType, String... names) {
        return issue(
                commonName,
                keyType,
                Instant.now().minus(Duration.ofHours(1)),
                Instant.now().plus(Duration.ofDays(730)),
                names);
    }

    /** A new identity, good between two moments. */
    public Identity issue(String commonName, String keyType, Instant notBefore, Instant notAfter, String... names) {
        KeyPair keys = generate(keyType);
        X509v3CertificateBuilder builder = builder(
                authority().getSubjectX500Principal(),
                new X500Principal("CN=" + commonName),
                keys.getPublic(),
                notBefore,
                notAfter);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            if (names.length > 0) {
                GeneralName[] alternatives = new GeneralName[names.length];
                for (int i = 0; i < names.length; i++) {
                    boolean address = names[i].matches("[0-9.]+|.*:.*");
                    alternatives[i] = new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, names[i]);
                }
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        X509Certificate certificate = sign(builder, authority.key());
        return new Identity(keys.getPrivate(), List.of(certificate, authority()), folder);
    }

    /**
     * A key with its chain, in every form that somebody might want.
     *
     * @param key the private key
     * @param chain the leaf first
     * @param folder where its files are written
     */
    public record Identity(PrivateKey key, List<X509Certificate> chain, Path folder) {
        public X509Certificate certificate() {
            return chain.get(0);
        }

        /** A PKCS #12 store with the one entry {@code key}; see {@link TestPki#PASSWORD}. */
        public KeyStore keyStore() {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("key", key, PASSWORD, chain.toArray(X509Certificate[]::new));
                return store;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The JDK's key manager over {@link #keyStore()}. */
        public X509ExtendedKeyManager keyManager() {
            try {
                KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
                factory.init(keyStore(), PASSWORD);
                return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The chain, the leaf first, as a PEM file. */
        public Path certificatePem() {
            StringBuilder text = new StringBuilder();
            for (X509Certificate certificate : chain) {
                try {
                    text.append(pem("CERTIFICATE", certificate.getEncoded()));
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            }
            return write("cert", text.toString());
        }

        /** The key, PKCS #8, as a PEM file. */
        public Path keyPem() {
            return write("key", pem("PRIVATE KEY", key.getEncoded()));
        }

        private Path write(String what, String text) {
            try {
                Path file = folder.resolve(what + "-" + certificate().getSerialNumber() + ".pem");
                Files.writeString(file, text, StandardCharsets.US_ASCII);
                file.toFile().deleteOnExit();
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What the authority says of a certificate that it issued, as OCSP has it: DER, good for a day. */
    public byte[] ocspResponse(X509Certificate certificate, boolean good) {
        try {
            JcaBasicOCSPRespBuilder response =
                    new JcaBasicOCSPRespBuilder(authority().getSubjectX500Principal());
            DigestCalculator sha1 =
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
            response.addResponse(
                    new CertificateID(sha1, new JcaX509CertificateHolder(authority()), certificate.getSerialNumber()),
                    good ? CertificateStatus.GOOD : new RevokedStatus(new Date(), 1),
                    Date.from(Instant.now().minus(Duration.ofHours(1))),
                    Date.from(Instant.now().plus(Duration.ofDays(1))),
                    null);
            return new OCSPRespBuilder()
                    .build(
                            OCSPRespBuilder.SUCCESSFUL,
                            response.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(authority.key()),
                                    new X509CertificateHolder[] {new JcaX509CertificateHolder(authority())},
                                    new Date()))
                    .getEncoded();
        } catch (GeneralSecurityException | OperatorCreationException | OCSPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One block of PEM. */
    public static String pem(String label, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    // ---------------------------------------------------------------- minting

    /** A new key pair; see {@link #issue} for the types. */
    public static KeyPair generate(String keyType) {
        try {
            boolean curve = keyType.equals("EC") || keyType.equals("P-384");
            KeyPairGenerator generator = KeyPairGenerator.getInstance(curve ? "EC" : keyType);
            if (curve) {
                generator.initialize(new ECGenParameterSpec(keyType.equals("EC") ? "secp256r1" : "secp384r1"), RANDOM);
            } else if (keyType.startsWith("RSA")) {
                generator.initialize(2048, RANDOM);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, PublicKey key, Instant notBefore, Instant notAfter) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(notBefore),
                Date.from(notAfter),
                subject,
                key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An identity made when it is first wanted: RSA keys take their time. */
    private static final class Lazy {
        private final Supplier<Identity> maker;
        private @Nullable Identity made;

        Lazy(Supplier<Identity> maker) {
            this.maker = maker;
        }

        synchronized Identity get() {
            Identity identity = made;
            if (identity == null) {
                identity = maker.get();
                made = identity;
            }
            return identity;
        }
    }
}
