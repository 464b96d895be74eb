package dev.reprise.internal.store;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.crypto.Hkdf;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.TicketKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A ticket key as it comes out of a file: the file's bytes are keying material for HKDF, and nothing of them is used as it stands.
 * nginx may use the same file; what it seals does not open here, nor the other way round.
 *
 * <pre>
 * prk  = HKDF-Extract(SHA-256, "reprise ticket key file v1", the file's bytes)
 * name = HKDF-Expand(prk, "name", 16)
 * key  = HKDF-Expand(prk, "key", 32)
 * </pre>
 *
 * @param fileName what says its place in the order
 * @param hexName the key's name, 32 hexadecimal digits
 * @param key keying material
 * @param modified when the file was written, as far as the file system knows
 * @param exposed whether other users of the machine may read the file, or change it
 */
record KeyMaterial(String fileName, String hexName, Secret key, Instant modified, boolean exposed) {
    /** The fewest bytes of a key file: what nginx takes for AES-128. */
    static final int SHORTEST = 48;

    /** The most bytes that are read; more are refused. */
    static final int LONGEST = 4096;

    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    private static final int GENERATED = 80;

    /** Hexadecimal digits have 16; of 48 random bytes or more, in whatever writing, fewer than half of those never come up. */
    private static final int FEWEST_VALUES = 8;

    private static final byte[] PEM = "-----BEGIN".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SALT = "reprise ticket key file v1".getBytes(StandardCharsets.US_ASCII);

    /**
     * Reads a key file.
     *
     * @throws IOException if it cannot be read, or holds no key: the message says what was expected
     */
    static KeyMaterial read(Path file) throws IOException {
        Instant modified = Files.getLastModifiedTime(file).toInstant();
        if (!Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "not a file");
        }
        byte[] bytes = PrivateFiles.read(file, LONGEST);
        try {
            if (bytes.length < SHORTEST) {
                throw new FileSystemException(
                        file.toString(),
                        null,
                        "a ticket key file has " + SHORTEST + " or more random bytes, this one has " + bytes.length);
            }
            String problem = notRandom(bytes);
            if (problem != null) {
                throw new FileSystemException(
                        file.toString(), null, problem + ": that is no key, a ticket key file is random");
            }
            return of(file, bytes, modified);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static KeyMaterial of(Path file, byte[] bytes, Instant modified) throws IOException {
        Secret prk = Hkdf.extract(HashAlgorithm.SHA256, SALT, bytes);
        try {
            Secret name = Hkdf.expand(HashAlgorithm.SHA256, prk, ascii("name"), TicketKey.NAME_LENGTH);
            Secret key = Hkdf.expand(HashAlgorithm.SHA256, prk, ascii("key"), 32);
            return new KeyMaterial(
                    file.getFileName().toString(),
                    HexFormat.of().formatHex(name.copy()),
                    key,
                    modified,
                    othersMayUse(file));
        } finally {
            prk.destroy();
        }
    }

    /** Those of the file's group may: a Secret of Kubernetes with an {@code fsGroup} needs that. */
    static boolean othersMayUse(Path file) throws IOException {
        return Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)
                && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
    }

    /** The content of a new key file: 80 random bytes, as many as nginx takes for AES-256. */
    static byte[] generate(SecureRandom random) {
        byte[] bytes = new byte[GENERATED];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Writes a new key file, mode 0600, never over an existing one. */
    static void writeNew(Path file, SecureRandom random) throws IOException {
        byte[] bytes = generate(random);
        try {
            DurableFiles.createNew(file, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * What shows that the bytes are no random ones; null if nothing does. Zeros, raw or written as text, are what a broken tool fills a file with; a certificate is what lies beside a key by
     * mistake, and is public.
     */
    static @Nullable String notRandom(byte[] bytes) {
        BitSet values = new BitSet(256);
        for (byte b : bytes) {
            values.set(b & 0xff);
        }
        if (values.cardinality() == 1) {
            return "all " + bytes.length + " bytes are the same";
        }
        if (values.cardinality() < FEWEST_VALUES) {
            return "its " + bytes.length + " bytes have only " + values.cardinality() + " different values";
        }
        return bytes.length >= PEM.length && Arrays.equals(bytes, 0, PEM.length, PEM, 0, PEM.length)
                ? "this is a PEM file, a certificate or a private key"
                : null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
