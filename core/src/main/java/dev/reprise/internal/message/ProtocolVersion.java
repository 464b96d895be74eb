package dev.reprise.internal.message;

import java.util.Locale;

/** Version numbers as the wire has them (RFC 9846 section 4.3.1). */
public final class ProtocolVersion {
    /** What the first record and old middleboxes call any version. */
    public static final int TLS10 = 0x0301;

    /** TLS 1.2, and the {@code legacy_version} of every TLS 1.3 message. */
    public static final int TLS12 = 0x0303;

    public static final int TLS13 = 0x0304;

    private ProtocolVersion() {}

    /** The name that JSSE uses, such as {@code TLSv1.3}; for others their hexadecimal number. */
    public static String name(int version) {
        return switch (version) {
            case TLS13 -> "TLSv1.3";
            case TLS12 -> "TLSv1.2";
            case 0x0302 -> "TLSv1.1";
            case TLS10 -> "TLSv1";
            case 0x0300 -> "SSLv3";
            default -> String.format(Locale.ROOT, "0x%04X", version);
        };
    }
}
