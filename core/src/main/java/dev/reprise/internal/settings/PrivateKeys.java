package dev.reprise.internal.settings;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Private keys from their DER: PKCS #8 (RFC 5958), and what is wrapped into that first: SEC 1 (RFC 5915) and PKCS #1
 * (RFC 8017, appendix A.1.2).
 *
 * <pre>
 *   PrivateKeyInfo ::= SEQUENCE { version INTEGER, algorithm SEQUENCE { OBJECT IDENTIFIER, parameters }, OCTET STRING,
 * ... } ECPrivateKey   ::= SEQUENCE { INTEGER (1), OCTET STRING, [0] parameters OPTIONAL, [1] BIT STRING OPTIONAL }
 * </pre>
 */
final class PrivateKeys {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;

    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    private static final byte[] RSA_ENCRYPTION = HexFormat.of().parseHex("06092a864886f70d0101010500");
    private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");

    /** What the JCA calls keys of these object identifiers. */
    private static final Map<String, String> ALGORITHMS = Map.of(
            "2a864886f70d010101", "RSA",
            "2a864886f70d01010a", "RSASSA-PSS",
            "2a8648ce3d0201", "EC",
            "2b6570", "Ed25519");

    private PrivateKeys() {}

    static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        Der info = new Der(der).enter(SEQUENCE);
        info.take(INTEGER);
        byte[] identifier = info.enter(SEQUENCE).take(OBJECT_IDENTIFIER);
        String algorithm = ALGORITHMS.get(HexFormat.of().formatHex(identifier));
        if (algorithm == null) {
            throw new InvalidKeySpecException(
                    "a key of an algorithm that TLS does not sign with: expected RSA," + " RSASSA-PSS, EC or Ed25519");
        }
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    static PrivateKey pkcs1(byte[] der) throws GeneralSecurityException {
        return wrapped(RSA_ENCRYPTION, der);
    }

    static PrivateKey sec1(byte[] der) throws GeneralSecurityException {
        Der key = new Der(der).enter(SEQUENCE);
        key.take(INTEGER);
        key.take(OCTET_STRING);
        byte[] curve = key.takeIfThere(PARAMETERS);
        if (curve == null) {
            throw new InvalidKeySpecException("an EC private key that does not name its curve");
        }
        byte[] algorithm = Arrays.copyOf(EC_PUBLIC_KEY, EC_PUBLIC_KEY.length + curve.length);
        System.arraycopy(curve, 0, algorithm, EC_PUBLIC_KEY.length, curve.length);
        return wrapped(algorithm, der);
    }

    private static PrivateKey wrapped(byte[] algorithm, byte[] key) throws GeneralSecurityException {
        byte[] content = concatenate(VERSION_0, element(SEQUENCE, algorithm), element(OCTET_STRING, key));
        byte[] info = element(SEQUENCE, content);
        try {
            return pkcs8(info);
        } finally {
            Arrays.fill(content, (byte) 0);
            Arrays.fill(info, (byte) 0);
        }
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(tag);
        if (content.length < 0x80) {
            head.write(content.length);
        } else {
            int lengthBytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
            head.write(0x80 | lengthBytes);
            for (int i = lengthBytes - 1; i >= 0; i--) {
                head.write(content.length >> 8 * i);
            }
        }
        return concatenate(head.toByteArray(), content);
    }

    private static byte[] concatenate(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Reads elements of DER one after the other. */
    private static final class Der {
        private final byte[] bytes;
        private final int end;
        private int at;

        Der(byte[] bytes) {
            this(bytes, 0, bytes.length);
        }

        private Der(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.at = from;
            this.end = end;
        }

        Der enter(int tag) throws InvalidKeySpecException {
            int length = head(tag);
            Der inside = new Der(bytes, at, at + length);
            at += length;
            return inside;
        }

        byte[] take(int tag) throws InvalidKeySpecException {
            int length = head(tag);
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }

        byte @Nullable [] takeIfThere(int tag) throws InvalidKeySpecException {
            return at < end && (bytes[at] & 0xff) == tag ? take(tag) : null;
        }

        private int head(int tag) throws InvalidKeySpecException {
            if (next() != tag) {
                throw new InvalidKeySpecException("not the DER of a private key");
            }
            int length = next();
            if (length >= 0x80) {
                int lengthBytes = length & 0x7f;
                if (lengthBytes < 1 || lengthBytes > 3) {
                    throw new InvalidKeySpecException("not the DER of a private key");
                }
                length = 0;
                for (int i = 0; i < lengthBytes; i++) {
                    length = length << 8 | next();
                }
            }
            if (length > end - at) {
                throw new InvalidKeySpecException("a private key that was cut short");
            }
            return length;
        }

        private int next() throws InvalidKeySpecException {
            if (at >= end) {
                throw new InvalidKeySpecException("a private key that was cut short");
            }
            return bytes[at++] & 0xff;
        }
    }
}
