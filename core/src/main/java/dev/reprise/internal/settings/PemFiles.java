package dev.reprise.internal.settings;

import dev.reprise.internal.crypto.SignatureScheme;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Certificates and keys as people keep them (RFC 7468): PEM blocks, with any text between them. What is wrong with a
 * file is said with its name, never with its content.
 */
public final class PemFiles {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final long MAX_SIZE = 4L << 20;
    private static final byte[] PROBE = "does this key belong to that certificate?".getBytes(StandardCharsets.US_ASCII);

    private PemFiles() {}

    /** One block: what it says it is, and its bytes. */
    private record Block(String label, byte[] content, boolean encrypted) {}

    /**
     * An identity: the certificate chain, its own first, and its private key in PKCS #8, SEC 1 or PKCS #1, not
     * encrypted. Both may be in one file.
     *
     * @throws UncheckedIOException if a file cannot be read
     * @throws IllegalArgumentException if a file holds something else than it should, or the key belongs to another
     *     certificate
     */
    public static NamedIdentities.Credential identity(Path certificates, Path key) {
        List<X509Certificate> chain = certificates(certificates);
        PrivateKey privateKey = privateKey(key);
        if (!belongs(privateKey, chain.get(0))) {
            throw new IllegalArgumentException("the key in " + key + " does not belong to the first certificate in "
                    + certificates + ": expected the key of " + chain.get(0).getSubjectX500Principal());
        }
        return new NamedIdentities.Credential(privateKey, chain);
    }

    /** A key store that trusts the certificates in a file. */
    public static KeyStore trustStore(Path file) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : certificates(file)) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory cannot be made", e);
        }
    }

    /** All certificates in a file, in its order; one or more. */
    public static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : read(file)) {
                if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
                }
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    "certificate " + (certificates.size() + 1) + " in " + file + " cannot be read: " + e.getMessage(),
                    e);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(file + " holds no certificate: expected " + BEGIN + "CERTIFICATE-----");
        }
        return certificates;
    }

    private static PrivateKey privateKey(Path file) {
        List<Block> blocks = read(file);
        Optional<Block> key = blocks.stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .findFirst();
        try {
            Block block = key.orElseThrow(() -> new IllegalArgumentException(file + " holds no private key: expected "
                    + BEGIN + "PRIVATE KEY----- (PKCS #8), EC PRIVATE KEY" + " (SEC 1) or RSA PRIVATE KEY (PKCS #1)"));
            if (block.encrypted() || block.label().equals("ENCRYPTED PRIVATE KEY")) {
                throw new IllegalArgumentException("the private key in " + file
                        + " is encrypted; decrypt it (openssl pkey -in KEY -out PLAIN), or use a key store");
            }
            return switch (block.label()) {
                case "PRIVATE KEY" -> PrivateKeys.pkcs8(block.content());
                case "EC PRIVATE KEY" -> PrivateKeys.sec1(block.content());
                case "RSA PRIVATE KEY" -> PrivateKeys.pkcs1(block.content());
                default ->
                    throw new IllegalArgumentException("a " + block.label() + " in " + file
                            + " is not known: expected PRIVATE KEY, EC PRIVATE KEY or RSA PRIVATE KEY");
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the private key in " + file + " cannot be read: " + e.getMessage(), e);
        } finally {
            blocks.forEach(block -> Arrays.fill(block.content(), (byte) 0));
        }
    }

    /** Signs something and looks whether the certificate's key verifies it. */
    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        for (SignatureScheme scheme : SignatureScheme.defaults()) {
            if (scheme.allowedInTls13Handshake() && scheme.suits(certificate.getPublicKey())) {
                try {
                    return scheme.verify(certificate.getPublicKey(), PROBE, scheme.sign(key, PROBE));
                } catch (RuntimeException anotherKind) {
                    return false;
                }
            }
        }
        throw new IllegalArgumentException("no signature scheme of TLS 1.3 goes with the "
                + certificate.getPublicKey().getAlgorithm() + " key of " + certificate.getSubjectX500Principal()
                + ": expected EC on P-256, P-384 or P-521, Ed25519, or RSA of 1024 bits or more");
    }

    // ---------------------------------------------------------------- PEM

    private static List<Block> read(Path file) {
        byte[] bytes;
        try {
            long size = Files.size(file);
            if (size > MAX_SIZE) {
                throw new IllegalArgumentException(file + " has " + size + " bytes: expected a PEM file");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e, e);
        }
        try {
            return blocks(bytes, file);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Works on bytes alone: a private key never becomes a string. */
    private static List<Block> blocks(byte[] bytes, Path file) {
        List<Block> blocks = new ArrayList<>();
        int at = 0;
        while (true) {
            int begin = find(bytes, BEGIN, at);
            if (begin < 0) {
                return blocks;
            }
            String label = label(bytes, begin + BEGIN.length(), file);
            int bodyFrom = begin + BEGIN.length() + label.length() + DASHES.length();
            int bodyTo = find(bytes, END + label + DASHES, bodyFrom);
            if (bodyTo < 0) {
                throw new IllegalArgumentException(
                        "a " + label + " in " + file + " has no end: expected " + END + label + DASHES);
            }
            blocks.add(body(bytes, bodyFrom, bodyTo, label, file));
            at = bodyTo + END.length() + label.length() + DASHES.length();
        }
    }

    private static String label(byte[] bytes, int from, Path file) {
        int end = find(bytes, DASHES, from);
        if (end < 0 || end - from > 64) {
            throw new IllegalArgumentException("a line in " + file + " begins with " + BEGIN + " and has no end");
        }
        return new String(bytes, from, end - from, StandardCharsets.US_ASCII);
    }

    /** Headers, as an old encrypted key has them, hold a colon; base64 does not. */
    private static Block body(byte[] bytes, int from, int to, String label, Path file) {
        byte[] base64 = new byte[to - from];
        try {
            int length = 0;
            boolean encrypted = false;
            for (int i = from; i < to; i++) {
                encrypted |= bytes[i] == ':';
                if (bytes[i] > ' ') {
                    base64[length++] = bytes[i];
                }
            }
            byte[] content = encrypted
                    ? new byte[0]
                    : Base64.getDecoder()
                            .decode(ByteBuffer.wrap(base64, 0, length))
                            .array();
            return new Block(label, content, encrypted);
        } catch (IllegalArgumentException noBase64) {
            throw new IllegalArgumentException("a " + label + " in " + file + " is not base64");
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
    }

    private static int find(byte[] bytes, String text, int from) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = from; i <= bytes.length - wanted.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
