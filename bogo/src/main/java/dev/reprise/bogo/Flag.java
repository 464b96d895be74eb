package dev.reprise.bogo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The runner's flags that the shim knows. Any other makes it end with status 89, which the runner counts as not implemented. */
enum Flag {
    // how to reach the runner
    PORT(Kind.NUMBER),
    SHIM_ID(Kind.NUMBER),
    IPV6(Kind.SWITCH),
    IS_HANDSHAKER_SUPPORTED(Kind.SWITCH),

    // which connections there are
    SERVER(Kind.SWITCH),
    RESUME_COUNT(Kind.NUMBER),
    RESUMPTION_DELAY(Kind.NUMBER),

    // what is configured
    MIN_VERSION(Kind.NUMBER),
    MAX_VERSION(Kind.NUMBER),
    NO_TLS13(Kind.SWITCH),
    NO_TLS12(Kind.SWITCH),
    NO_TLS11(Kind.SWITCH),
    NO_TLS1(Kind.SWITCH),
    CURVES(Kind.NUMBERS),
    SERVER_PREFERENCE(Kind.SWITCH),
    SIGNING_PREFS(Kind.NUMBERS),
    VERIFY_PREFS(Kind.NUMBERS),
    KEY_FILE(Kind.TEXT),
    CERT_FILE(Kind.TEXT),
    TRUST_CERT(Kind.TEXT),
    HOST_NAME(Kind.TEXT),
    ADVERTISE_ALPN(Kind.TEXT),
    SELECT_ALPN(Kind.TEXT),
    DECLINE_ALPN(Kind.SWITCH),
    REJECT_ALPN(Kind.SWITCH),
    NO_TICKET(Kind.SWITCH),
    RENEW_TICKET(Kind.SWITCH),
    USE_TICKET_CALLBACK(Kind.SWITCH),
    VERIFY_PEER(Kind.SWITCH),
    REQUIRE_ANY_CLIENT_CERTIFICATE(Kind.SWITCH),
    USE_CUSTOM_VERIFY_CALLBACK(Kind.SWITCH),
    VERIFY_FAIL(Kind.SWITCH),
    REVERIFY_ON_RESUME(Kind.SWITCH),
    USE_CLIENT_CA_LIST(Kind.TEXT),
    USE_OLD_CLIENT_CERT_CALLBACK(Kind.SWITCH),
    FAIL_CERT_CALLBACK(Kind.SWITCH),
    USE_EARLY_CALLBACK(Kind.SWITCH),
    INSTALL_DDOS_CALLBACK(Kind.SWITCH),
    KEY_UPDATE(Kind.SWITCH),
    ENABLE_OCSP_STAPLING(Kind.SWITCH),
    OCSP_RESPONSE(Kind.TEXT),
    USE_OCSP_CALLBACK(Kind.SWITCH),
    SET_OCSP_IN_CALLBACK(Kind.SWITCH),
    DECLINE_OCSP_CALLBACK(Kind.SWITCH),

    // how the connection is used
    ASYNC(Kind.SWITCH),
    IMPLICIT_HANDSHAKE(Kind.SWITCH),
    HANDSHAKE_TWICE(Kind.SWITCH),
    NO_OP_EXTRA_HANDSHAKE(Kind.SWITCH),
    SHIM_WRITES_FIRST(Kind.SWITCH),
    SHIM_SHUTS_DOWN(Kind.SWITCH),
    CHECK_CLOSE_NOTIFY(Kind.SWITCH),
    READ_SIZE(Kind.NUMBER),
    READ_WITH_UNFINISHED_WRITE(Kind.SWITCH),
    WRITE_DIFFERENT_RECORD_SIZES(Kind.SWITCH),
    EXPORT_KEYING_MATERIAL(Kind.NUMBER),
    EXPORT_LABEL(Kind.TEXT),
    EXPORT_CONTEXT(Kind.TEXT),
    USE_EXPORT_CONTEXT(Kind.SWITCH),
    USE_EXPORTER_BETWEEN_READS(Kind.SWITCH),

    // what has to come out
    EXPECT_VERSION(Kind.NUMBER),
    EXPECT_CIPHER(Kind.NUMBER),
    EXPECT_CIPHER_AES(Kind.NUMBER),
    EXPECT_CIPHER_NO_AES(Kind.NUMBER),
    EXPECT_CURVE_ID(Kind.NUMBER),
    EXPECT_HRR(Kind.SWITCH),
    EXPECT_NO_HRR(Kind.SWITCH),
    EXPECT_SERVER_NAME(Kind.TEXT),
    EXPECT_ALPN(Kind.TEXT),
    EXPECT_ADVERTISED_ALPN(Kind.TEXT),
    EXPECT_PEER_CERT_FILE(Kind.TEXT),
    EXPECT_PEER_VERIFY_PREF(Kind.NUMBERS),
    EXPECT_OCSP_RESPONSE(Kind.TEXT),
    EXPECT_CLIENT_CA_LIST(Kind.TEXT),
    EXPECT_PEER_SIGNATURE_ALGORITHM(Kind.NUMBER),
    EXPECT_VERIFY_RESULT(Kind.SWITCH),
    EXPECT_EXTENDED_MASTER_SECRET(Kind.SWITCH),
    EXPECT_EARLY_DATA_REASON(Kind.TEXT),
    EXPECT_SESSION_ID(Kind.SWITCH),
    EXPECT_NO_SESSION_ID(Kind.SWITCH),
    EXPECT_SESSION_MISS(Kind.SWITCH),
    EXPECT_NO_SESSION(Kind.SWITCH),
    EXPECT_TICKET_RENEWAL(Kind.SWITCH),
    HANDSHAKE_NEVER_DONE(Kind.SWITCH);

    /** What stands behind a flag on the command line. */
    enum Kind {
        SWITCH,
        NUMBER,
        /** A number; the flag may be given several times. */
        NUMBERS,
        TEXT
    }

    private static final Map<String, Flag> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Flag::text, Function.identity()));

    private final Kind kind;

    Flag(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** As it stands on the command line, such as {@code -resume-count}. */
    String text() {
        return "-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Flag> of(String text) {
        return Optional.ofNullable(BY_NAME.get(text));
    }
}
