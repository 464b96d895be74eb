package dev.reprise.internal.jsse;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names that are something to JSSE and nothing here, by choice (SECURITY.md): older versions, and suites without forward secrecy or an AEAD. A program
 * that enables them beside others goes on with the others; a name that is none at all is a mistake, and is said to be one.
 */
final class LeftOut {
    private static final Set<String> PROTOCOLS = Set.of("SSLv2Hello", "SSLv2", "SSLv3", "TLSv1", "TLSv1.1");

    /** Suites up to TLS 1.2 all name their key exchange and their cipher. */
    private static final Pattern SUITE = Pattern.compile("(?:SSL|TLS)_[A-Za-z0-9_]+_WITH_[A-Z0-9_]+");

    /** Signals that are written as suites, and the suites of TLS 1.3 that no peer here needs. */
    private static final Set<String> OTHERS = Set.of(
            "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
            "TLS_FALLBACK_SCSV",
            "TLS_AES_128_CCM_SHA256",
            "TLS_AES_128_CCM_8_SHA256");

    private LeftOut() {}

    static boolean protocol(String name) {
        return PROTOCOLS.contains(name);
    }

    static boolean suite(String name) {
        return OTHERS.contains(name) || SUITE.matcher(name).matches();
    }
}
