package dev.reprise.internal.store;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.MasterKeys;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The file of a fleet's secrets: text, one a line, the one that seals first.
 *
 * <pre>
 * reprise-secret-v1:0n3Z...43 characters of base64url: 32 random bytes
 * </pre>
 *
 * <p>Empty lines, and lines that begin with {@code #}, say nothing. A file without such a line, of 32 or more bytes, is one secret as it
 * stands. What is wrong with a file is said with what was expected and how much was found, never with what it holds: its bytes
 * never become a {@code String}.
 */
public final class SecretFile {
    private static final byte[] PREFIX = "reprise-secret-v1:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANY_VERSION = "reprise-secret".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 32;
    private static final int ENCODED_LENGTH = 43;
    private static final int LONGEST_FILE = 1 << 16;
    private static final Logger LOG = System.getLogger("dev.reprise.keys");

    private SecretFile() {}

    /**
     * The keys of the secrets in the file. Warns where others may read it.
     *
     * @throws IOException if it cannot be read, or holds no secret
     */
    public static MasterKeys read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new FileSystemException(
                    file.toString(), null, "no such file; make one with \"reprise keys new-secret\"");
        }
        byte[] content = PrivateFiles.read(file, LONGEST_FILE);
        try {
            if (Files.isRegularFile(file) && KeyMaterial.othersMayUse(file)) {
                LOG.log(
                        Level.WARNING,
                        "the secret {0} can be read or changed by other users of this machine: chmod 600",
                        file);
            }
            return parse(content, file.toString());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** The file's secrets; made first if there is no such file, by exactly one of any number of processes. */
    public static MasterKeys readOrMake(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            try {
                writeNew(file, random);
            } catch (FileAlreadyExistsException e) {
                // Another process was faster; whole is what it made.
            }
        }
        return read(file);
    }

    /**
     * Writes a new secret, mode 0600.
     *
     * @throws FileAlreadyExistsException if there is a file already: a secret is never overwritten
     */
    public static void writeNew(Path file, SecureRandom random) throws IOException {
        byte[] line = newLine(random);
        try {
            DurableFiles.createNew(file, line);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** A file of one new secret. */
    static byte[] newLine(SecureRandom random) {
        byte[] secret = new byte[LENGTH];
        random.nextBytes(secret);
        byte[] encoded = Base64.getUrlEncoder().withoutPadding().encode(secret);
        byte[] line = Arrays.copyOf(PREFIX, PREFIX.length + encoded.length + 1);
        System.arraycopy(encoded, 0, line, PREFIX.length, encoded.length);
        line[line.length - 1] = '\n';
        Arrays.fill(secret, (byte) 0);
        Arrays.fill(encoded, (byte) 0);
        return line;
    }

    /**
     * The keys of the secrets in the content of such a file.
     *
     * @param where what to call it in a message
     * @throws IOException if it holds no secret
     */
    public static MasterKeys parse(byte[] content, String where) throws IOException {
        List<Secret> secrets = contains(content, ANY_VERSION) ? lines(content, where) : List.of(raw(content, where));
        try {
            return MasterKeys.of(secrets);
        } finally {
            secrets.forEach(Secret::destroy);
        }
    }

    private static Secret raw(byte[] content, String where) throws IOException {
        if (content.length < LENGTH) {
            throw problem(
                    where,
                    "expected lines of reprise-secret-v1: and " + ENCODED_LENGTH + " characters, or " + LENGTH
                            + " or more random bytes; found " + content.length + " bytes");
        }
        String problem = KeyMaterial.notRandom(content);
        if (problem != null) {
            throw problem(where, problem + ": that is no secret");
        }
        return Secret.copyOf(content);
    }

    private static List<Secret> lines(byte[] content, String where) throws IOException {
        List<Secret> secrets = new ArrayList<>();
        int number = 1;
        int start = 0;
        for (int end = 0; end <= content.length; end++) {
            if (end == content.length || content[end] == '\n') {
                byte[] line = stripped(content, start, end);
                try {
                    if (line.length > 0 && line[0] != '#') {
                        add(secrets, line, where + ", line " + number);
                    }
                } finally {
                    Arrays.fill(line, (byte) 0);
                }
                start = end + 1;
                number++;
            }
        }
        if (secrets.isEmpty()) {
            throw problem(where, "no line of it is a secret");
        }
        return secrets;
    }

    private static void add(List<Secret> secrets, byte[] line, String where) throws IOException {
        if (!startsWith(line, PREFIX)) {
            throw problem(where, "expected it to begin with reprise-secret-v1:, which is the one version there is");
        }
        int encodedLength = line.length - PREFIX.length;
        if (encodedLength != ENCODED_LENGTH) {
            throw problem(
                    where,
                    "expected " + ENCODED_LENGTH + " characters of base64url after the colon, found " + encodedLength);
        }
        byte[] encoded = Arrays.copyOfRange(line, PREFIX.length, line.length);
        Secret secret;
        try {
            secret = Secret.owning(Base64.getUrlDecoder().decode(encoded));
        } catch (IllegalArgumentException e) {
            // Without the cause, which names the character that did not fit.
            throw problem(where, "expected base64url after the colon, found a character that is not of it");
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
        byte[] bytes = secret.copy();
        String problem = KeyMaterial.notRandom(bytes);
        Arrays.fill(bytes, (byte) 0);
        if (problem != null) {
            throw problem(where, problem + ": that is no secret");
        }
        if (secrets.contains(secret)) {
            throw problem(where, "the same secret as on a line above");
        }
        secrets.add(secret);
    }

    private static FileSystemException problem(String where, String what) {
        return new FileSystemException(where, null, what);
    }

    private static byte[] stripped(byte[] content, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && content[from] <= ' ' && content[from] >= 0) {
            from++;
        }
        while (to > from && content[to - 1] <= ' ' && content[to - 1] >= 0) {
            to--;
        }
        return Arrays.copyOfRange(content, from, to);
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
