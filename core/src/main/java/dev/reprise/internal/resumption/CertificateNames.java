package dev.reprise.internal.resumption;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.session.Names;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a side shows of itself, so that a session can be bound to it without being bound to one certificate: the set of a certificate's
 * names, each as a hash of 16 bytes, in ascending order, one after the other.
 *
 * <p>So a renewed certificate, one with a new key or of another algorithm, and one with names added all go on with the session. One
 * that lost a name does not, nor does that of another virtual host.
 *
 * <p>A name is an entry of the subjectAltName; a certificate without any has its subject for a name. More than
 * {@value #MAX_NAMES} count as one name, the hash of all: then the set must stay as it is.
 */
public final class CertificateNames {
    private static final int HASH_LENGTH = 16;
    private static final int MAX_NAMES = 256;
    private static final byte[] NOTHING = {};

    private static final int DNS_NAME = 2; // RFC 5280 section 4.2.1.6, the tags of GeneralName

    private CertificateNames() {}

    /** The names of one certificate. */
    public static byte[] of(X509Certificate certificate) {
        SortedSet<byte[]> hashes = newSet();
        for (String name : namesOf(certificate)) {
            hashes.add(hash(name));
        }
        byte[] all = concatenate(hashes);
        return hashes.size() > MAX_NAMES ? Arrays.copyOf(HashAlgorithm.SHA256.digest(all), HASH_LENGTH) : all;
    }

    /** All names of several certificates: of those that one server would choose from, for example. */
    public static byte[] of(Collection<X509Certificate> certificates) {
        SortedSet<byte[]> hashes = newSet();
        for (X509Certificate certificate : certificates) {
            addAll(hashes, of(certificate));
        }
        return concatenate(hashes);
    }

    /** The names of whoever shows that chain: those of its leaf. */
    public static byte[] ofLeaf(List<X509Certificate> chain) {
        return chain.isEmpty() ? none() : of(chain.get(0));
    }

    /** Nothing was shown. */
    public static byte[] none() {
        return NOTHING.clone();
    }

    /** Whether every name there was then is among those there are now. */
    public static boolean covers(byte[] now, byte[] then) {
        if (then.length % HASH_LENGTH != 0 || now.length % HASH_LENGTH != 0) {
            return false;
        }
        SortedSet<byte[]> current = newSet();
        addAll(current, now);
        SortedSet<byte[]> remembered = newSet();
        addAll(remembered, then);
        return current.containsAll(remembered);
    }

    private static Collection<String> namesOf(X509Certificate certificate) {
        SortedSet<String> names = new TreeSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    names.add(text(alternative));
                }
            }
        } catch (CertificateParsingException e) {
            // A certificate whose names nobody can read: it is known by its subject.
            names.clear();
        }
        if (names.isEmpty()) {
            names.add("subject:" + certificate.getSubjectX500Principal().getName("CANONICAL"));
        }
        return names;
    }

    /** {@code type:value}; the value is a string for the common types and DER for the others. */
    private static String text(List<?> generalName) {
        int type = (Integer) generalName.get(0);
        Object value = generalName.get(1);
        String written = value instanceof byte[] der ? Arrays.toString(der) : String.valueOf(value);
        return type + ":" + (type == DNS_NAME ? Names.lowerCase(written) : written);
    }

    private static byte[] hash(String name) {
        return Arrays.copyOf(HashAlgorithm.SHA256.digest(name.getBytes(StandardCharsets.UTF_8)), HASH_LENGTH);
    }

    private static SortedSet<byte[]> newSet() {
        return new TreeSet<>(Arrays::compareUnsigned);
    }

    private static void addAll(SortedSet<byte[]> hashes, byte[] concatenated) {
        for (int from = 0; from < concatenated.length; from += HASH_LENGTH) {
            hashes.add(Arrays.copyOfRange(concatenated, from, from + HASH_LENGTH));
        }
    }

    private static byte[] concatenate(SortedSet<byte[]> hashes) {
        byte[] all = new byte[hashes.size() * HASH_LENGTH];
        int at = 0;
        for (byte[] hash : hashes) {
            System.arraycopy(hash, 0, all, at, HASH_LENGTH);
            at += HASH_LENGTH;
        }
        return all;
    }
}
