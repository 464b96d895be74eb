package dev.reprise.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * A small authority, made once for a run: root, issuing CA, a leaf for {@code localhost} and {@code 127.0.0.1} of each
 * kind of key, and a client. Servers and clients send leaf and issuing CA; only the root is trusted.
 */
public final class Certificates {
    private static final class Once {
        static final Certificates MADE = make();
    }

    /** Its EC keys carry their public point when written, which GnuTLS wants and the JDK leaves out. */
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private final Path directory;
    private final Path authority;
    private final List<Credential> servers = new ArrayList<>();
    private final Credential client;
    private final Credential stranger;
    private final Credential rsaClient;

    private final KeyPair rootKey;
    private final X509Certificate root;
    private final KeyPair issuingKey;
    private final X509Certificate issuing;

    private record Kind(String name, String algorithm, AlgorithmParameterSpec parameters) {}

    private static final Kind EC = new Kind("EC", "EC", new ECGenParameterSpec("secp256r1"));
    private static final Kind RSA = new Kind("RSA", "RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
    private static final Kind P384 = new Kind("P-384", "EC", new ECGenParameterSpec("secp384r1"));

    private Certificates(Path directory) throws GeneralSecurityException, IOException, OperatorCreationException {
        this.directory = directory;
        rootKey = keyPair(EC);
        root = authority("Interop Root", rootKey, "Interop Root", rootKey);
        issuingKey = keyPair(EC);
        issuing = authority("Interop Issuing", issuingKey, "Interop Root", rootKey);
        authority = write("ca.pem", "CERTIFICATE", List.of(root.getEncoded()));
        for (Kind kind : List.of(EC, RSA, P384)) {
            servers.add(server(kind.name(), keyPair(kind)));
        }
        servers.add(server("Ed25519", KeyPairGenerator.getInstance("Ed25519").generateKeyPair()));
        client = credential("client", keyPair(EC), "interop client", KeyPurposeId.id_kp_clientAuth);
        stranger = selfIssued();
        rsaClient = credential("RSA client", keyPair(RSA), "interop client", KeyPurposeId.id_kp_clientAuth);
    }

    private static Certificates make() {
        try {
            Path directory = Files.createTempDirectory("interop-certificates");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory), "certificates-end"));
            return new Certificates(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("This JDK cannot make the test certificates.", e);
        }
    }

    /** The root's certificate: whom everybody trusts. */
    public static Path authority() {
        return Once.MADE.authority;
    }

    /** EC (P-256), RSA (2048), P-384 and Ed25519. */
    public static List<Credential> servers() {
        return List.copyOf(Once.MADE.servers);
    }

    public static Credential server(String name) {
        return servers().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    }

    public static Credential ec() {
        return server(EC.name());
    }

    public static Credential rsa() {
        return server(RSA.name());
    }

    public static Credential client() {
        return Once.MADE.client;
    }

    /** A client whose certificate no authority issued: whoever trusts it has named it. */
    public static Credential stranger() {
        return Once.MADE.stranger;
    }

    private Credential selfIssued() throws GeneralSecurityException, IOException, OperatorCreationException {
        KeyPair keys = keyPair(EC);
        byte[] certificate =
                authority("interop stranger", keys, "interop stranger", keys).getEncoded();
        Path file = write("stranger.pem", "CERTIFICATE", List.of(certificate));
        Path key = write(
                "stranger-key.pem", "PRIVATE KEY", List.of(keys.getPrivate().getEncoded()));
        return new Credential("stranger", file, file, key, "CN=interop stranger");
    }

    /** What the issuing authority says of that certificate: that it is good, for a day. DER, as OCSP has it. */
    static byte[] ocspResponse(Credential credential) {
        try {
            return Once.MADE.goodWordFor(credential);
        } catch (GeneralSecurityException | OperatorCreationException | OCSPException | IOException e) {
            throw new IllegalStateException("This JDK cannot make an OCSP response.", e);
        }
    }

    private byte[] goodWordFor(Credential credential)
            throws GeneralSecurityException, OperatorCreationException, OCSPException, IOException {
        X509Certificate leaf;
        try (InputStream in = Files.newInputStream(credential.certificate())) {
            leaf = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        JcaBasicOCSPRespBuilder response = new JcaBasicOCSPRespBuilder(issuing.getSubjectX500Principal());
        response.addResponse(
                new CertificateID(
                        new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                        new JcaX509CertificateHolder(issuing),
                        leaf.getSerialNumber()),
                CertificateStatus.GOOD,
                Date.from(Instant.now().minus(Duration.ofHours(1))),
                Date.from(Instant.now().plus(Duration.ofDays(1))),
                null);
        return new OCSPRespBuilder()
                .build(
                        OCSPRespBuilder.SUCCESSFUL,
                        response.build(
                                new JcaContentSignerBuilder("SHA256withECDSA").build(issuingKey.getPrivate()),
                                new X509CertificateHolder[] {new JcaX509CertificateHolder(issuing)},
                                new Date()))
                .getEncoded();
    }

    /** The same client, with an RSA key. */
    static Credential rsaClient() {
        return Once.MADE.rsaClient;
    }

    private Credential server(String name, KeyPair keys)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        return credential(name, keys, "localhost", KeyPurposeId.id_kp_serverAuth);
    }

    private Credential credential(String name, KeyPair keys, String commonName, KeyPurposeId purpose)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        // NSS wants the second of an RSA key, whatever it is used for.
        int usage = keys.getPublic().getAlgorithm().equals("RSA")
                ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
                : KeyUsage.digitalSignature;
        X509v3CertificateBuilder builder = builder(commonName, keys, "Interop Issuing")
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuingKey.getPublic()));
        if (purpose.equals(KeyPurposeId.id_kp_serverAuth)) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, commonName), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
            }));
        }
        X509Certificate leaf = sign(builder, issuingKey);
        return new Credential(
                name,
                write(name + ".pem", "CERTIFICATE", List.of(leaf.getEncoded(), issuing.getEncoded())),
                write(name + "-issuers.pem", "CERTIFICATE", List.of(issuing.getEncoded())),
                write(
                        name + "-key.pem",
                        "PRIVATE KEY",
                        List.of(keys.getPrivate().getEncoded())),
                "CN=" + commonName);
    }

    private static X509Certificate authority(String name, KeyPair keys, String issuer, KeyPair issuerKeys)
            throws GeneralSecurityException, CertIOException, OperatorCreationException {
        return sign(
                builder(name, keys, issuer)
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                        .addExtension(
                                Extension.subjectKeyIdentifier,
                                false,
                                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic())),
                issuerKeys);
    }

    private static X509v3CertificateBuilder builder(String name, KeyPair keys, String issuer) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                new X500Principal("CN=" + issuer),
                new BigInteger(127, new SecureRandom()).setBit(126),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(Duration.ofDays(30))),
                new X500Principal("CN=" + name),
                keys.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
    }

    private static KeyPair keyPair(Kind kind) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.algorithm(), BOUNCY_CASTLE);
        generator.initialize(kind.parameters());
        return generator.generateKeyPair();
    }

    private Path write(String name, String label, List<byte[]> blocks) throws IOException {
        StringBuilder text = new StringBuilder();
        for (byte[] block : blocks) {
            text.append("-----BEGIN ").append(label).append("-----\n");
            text.append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(block));
            text.append("\n-----END ").append(label).append("-----\n");
        }
        Path file = directory.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private static void delete(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            System.err.println("Left behind: " + directory + " (" + e.getMessage() + ")");
        }
    }
}
