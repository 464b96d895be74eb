package dev.reprise.spring;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority, and what it certified for localhost. */
final class Certificates {
    static final char[] PASSWORD = "test".toCharArray();

    private final SecureRandom random = new SecureRandom();
    private final KeyPair authorityKey = keyPair();
    private final X509Certificate authority = certificate("CN=Authority", authorityKey, true);

    /** A key and its certificate. */
    record Identity(KeyPair key, X509Certificate certificate) {
        /** Each file is whole at any time. */
        void writeTo(Path certificateFile, Path keyFile) throws Exception {
            put(keyFile, pem(new JcaPKCS8Generator(key.getPrivate(), null)));
            put(certificateFile, pem(certificate));
        }

        /** Both into one file, which changes in one step. */
        void writeTo(Path file) throws Exception {
            put(file, pem(new JcaPKCS8Generator(key.getPrivate(), null)) + pem(certificate));
        }

        KeyStore keyStore() throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
            return store;
        }
    }

    Identity localhost() {
        KeyPair key = keyPair();
        return new Identity(key, certificate("CN=localhost", key, false));
    }

    X509Certificate authority() {
        return authority;
    }

    void writeAuthorityTo(Path file) throws IOException {
        put(file, pem(authority));
    }

    private static void put(Path file, String text) throws IOException {
        Path made = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String pem(Object what) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        }
        return text.toString();
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate certificate(String subject, KeyPair key, boolean isAuthority) {
        try {
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Principal("CN=Authority"),
                    new BigInteger(64, random),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    new X500Principal(subject),
                    key.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (!isAuthority) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
