package dev.reprise.interop;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cipher suites that the tests choose from, and what others call them. */
final class Suites {
    static final List<String> TLS13 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    /** For servers with an EC certificate. */
    static final List<String> ECDSA = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
    /** For servers with an RSA certificate. */
    static final List<String> RSA = List.of(
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final Map<String, String> OPENSSL = Map.of(
            "ECDHE-ECDSA-AES128-GCM-SHA256", ECDSA.get(0),
            "ECDHE-ECDSA-AES256-GCM-SHA384", ECDSA.get(1),
            "ECDHE-ECDSA-CHACHA20-POLY1305", ECDSA.get(2),
            "ECDHE-RSA-AES128-GCM-SHA256", RSA.get(0),
            "ECDHE-RSA-AES256-GCM-SHA384", RSA.get(1),
            "ECDHE-RSA-CHACHA20-POLY1305", RSA.get(2));

    private Suites() {}

    /** The name at IANA of what OpenSSL and its users call differently in TLS 1.2; other names stay as they are. */
    static @Nullable String fromOpenSsl(@Nullable String name) {
        return name == null ? null : OPENSSL.getOrDefault(name, name);
    }

    /** OpenSSL's own name of a suite. */
    static String toOpenSsl(String suite) {
        return OPENSSL.entrySet().stream()
                .filter(entry -> entry.getValue().equals(suite))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(suite);
    }

    /** What is encrypted with, such as {@code AES_128_GCM}. */
    static String cipher(String suite) {
        if (suite.contains("CHACHA20_POLY1305")) {
            return "CHACHA20_POLY1305";
        }
        return suite.contains("AES_256_GCM") ? "AES_256_GCM" : "AES_128_GCM";
    }

    /**
     * The suite of a cipher such as {@code AES-128-GCM}.
     *
     * @param signature {@code ECDSA} or {@code RSA}, needed for TLS 1.2
     */
    static @Nullable String of(String protocol, @Nullable String signature, String cipher) {
        String words = cipher.replace('-', '_').toUpperCase(Locale.ROOT);
        if (protocol.equals("TLSv1.2") && signature == null) {
            return null;
        }
        List<String> suites = protocol.equals("TLSv1.3") ? TLS13 : signature.equals("RSA") ? RSA : ECDSA;
        return suites.stream()
                .filter(suite -> suite.contains(words))
                .findFirst()
                .orElseThrow(() -> new PeerFailure("a cipher of no suite of ours", cipher));
    }

    /** Its number, as {@code :C02B}. */
    static String code(String suite) {
        return switch (suite) {
            case "TLS_AES_128_GCM_SHA256" -> ":1301";
            case "TLS_AES_256_GCM_SHA384" -> ":1302";
            case "TLS_CHACHA20_POLY1305_SHA256" -> ":1303";
            case "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" -> ":C02B";
            case "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" -> ":C02C";
            case "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" -> ":CCA9";
            case "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" -> ":C02F";
            case "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" -> ":C030";
            case "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" -> ":CCA8";
            default -> throw new IllegalArgumentException(suite);
        };
    }
}
