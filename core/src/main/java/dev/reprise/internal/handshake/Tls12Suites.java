package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.SignatureScheme;

/** Which key signs in which TLS 1.2 suite (RFC 8422 section 5.1 and 5.10): EdDSA counts as ECDSA. */
public final class Tls12Suites {
    private Tls12Suites() {}

    public static boolean signsFor(SignatureScheme scheme, CipherSuite suite) {
        if (!scheme.isKnown()) {
            return false;
        }
        boolean rsa = scheme.keyAlgorithm().startsWith("RSA");
        return switch (suite.authentication()) {
            case RSA -> rsa;
            case ECDSA -> !rsa;
            case ANY -> false;
        };
    }
}
