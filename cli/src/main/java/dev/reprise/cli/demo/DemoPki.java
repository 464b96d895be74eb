package dev.reprise.cli.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What all nodes of the demo show: a certificate for two names below an intermediate authority, as a server on the Internet has one.
 *
 * @param authority what clients trust, PEM
 * @param chain the server's certificate and the intermediate one, PEM
 * @param key the server's key, PKCS #8 in PEM
 */
record DemoPki(Path authority, Path chain, Path key) {
    /** What clients ask for. */
    static final String NAME = "localhost";

    /** What clients ask for that use another's session. */
    static final String OTHER_NAME = "other.localhost";

    static DemoPki make(Path folder) throws IOException {
        try {
            KeyPair rootKeys = newKeys();
            KeyPair middleKeys = newKeys();
            KeyPair serverKeys = newKeys();
            X509Certificate root =
                    issue("Reprise Demo Root", rootKeys, "Reprise Demo Root", rootKeys.getPrivate(), true);
            X509Certificate middle =
                    issue("Reprise Demo Intermediate", middleKeys, "Reprise Demo Root", rootKeys.getPrivate(), true);
            X509Certificate server =
                    issue(NAME, serverKeys, "Reprise Demo Intermediate", middleKeys.getPrivate(), false);
            return new DemoPki(
                    write(folder.resolve("ca.pem"), pem("CERTIFICATE", root.getEncoded())),
                    write(
                            folder.resolve("chain.pem"),
                            pem("CERTIFICATE", server.getEncoded()) + pem("CERTIFICATE", middle.getEncoded())),
                    write(
                            folder.resolve("key.pem"),
                            pem("PRIVATE KEY", serverKeys.getPrivate().getEncoded())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this JDK cannot make certificates on P-256", e);
        }
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), new SecureRandom());
        return generator.generateKeyPair();
    }

    private static X509Certificate issue(
            String subject, KeyPair keys, String issuer, PrivateKey issuerKey, boolean authority)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Principal("CN=" + issuer),
                new BigInteger(120, new SecureRandom()),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(30))),
                new X500Principal("CN=" + subject),
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
        if (!authority) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, NAME), new GeneralName(GeneralName.dNSName, OTHER_NAME)
            }));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
    }

    private static Path write(Path file, String text) throws IOException {
        return Files.writeString(file, text, StandardCharsets.US_ASCII);
    }

    private static String pem(String label, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
