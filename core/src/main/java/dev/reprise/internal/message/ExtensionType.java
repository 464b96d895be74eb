package dev.reprise.internal.message;

import static dev.reprise.internal.message.ExtensionContext.CERTIFICATE;
import static dev.reprise.internal.message.ExtensionContext.CERTIFICATE_REQUEST;
import static dev.reprise.internal.message.ExtensionContext.CLIENT_HELLO;
import static dev.reprise.internal.message.ExtensionContext.ENCRYPTED_EXTENSIONS;
import static dev.reprise.internal.message.ExtensionContext.HELLO_RETRY_REQUEST;
import static dev.reprise.internal.message.ExtensionContext.NEW_SESSION_TICKET;
import static dev.reprise.internal.message.ExtensionContext.SERVER_HELLO;
import static dev.reprise.internal.message.ExtensionContext.TLS12_SERVER_HELLO;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The code points of extensions, and the messages each may stand in: the table of RFC 9846 section 4.3, with the
 * entries that IANA's registry added and those of TLS 1.2.
 *
 * <p>Extensions of TLS 1.2 stand in a ClientHello, which is one for both versions, and in a TLS 1.2 ServerHello.
 */
public final class ExtensionType {
    /** RFC 6066 section 3. */
    public static final int SERVER_NAME = 0;

    /** RFC 6066 section 4; known by name only. */
    public static final int MAX_FRAGMENT_LENGTH = 1;

    /** RFC 6066 section 8; known by name only. */
    public static final int STATUS_REQUEST = 5;

    /** RFC 9846 section 4.3.7. */
    public static final int SUPPORTED_GROUPS = 10;

    /** RFC 8422 section 5.1.2. */
    public static final int EC_POINT_FORMATS = 11;

    /** RFC 9846 section 4.3.3. */
    public static final int SIGNATURE_ALGORITHMS = 13;

    /** RFC 5764; known by name only. */
    public static final int USE_SRTP = 14;

    /** RFC 6520; known by name only. */
    public static final int HEARTBEAT = 15;

    /** RFC 7301. */
    public static final int APPLICATION_LAYER_PROTOCOL_NEGOTIATION = 16;

    /** RFC 6962; known by name only. */
    public static final int SIGNED_CERTIFICATE_TIMESTAMP = 18;

    /** RFC 7250; known by name only. */
    public static final int CLIENT_CERTIFICATE_TYPE = 19;

    /** RFC 7250; known by name only. */
    public static final int SERVER_CERTIFICATE_TYPE = 20;

    /** RFC 7685; known by name only. */
    public static final int PADDING = 21;

    /** RFC 7366; known by name only. */
    public static final int ENCRYPT_THEN_MAC = 22;

    /** RFC 7627. */
    public static final int EXTENDED_MASTER_SECRET = 23;

    /** RFC 8879; known by name only. */
    public static final int COMPRESS_CERTIFICATE = 27;

    /** RFC 8449. */
    public static final int RECORD_SIZE_LIMIT = 28;

    /** RFC 5077. */
    public static final int SESSION_TICKET = 35;

    /** RFC 9846 section 4.3.11. */
    public static final int PRE_SHARED_KEY = 41;

    /** RFC 9846 section 4.3.10. */
    public static final int EARLY_DATA = 42;

    /** RFC 9846 section 4.3.1. */
    public static final int SUPPORTED_VERSIONS = 43;

    /** RFC 9846 section 4.3.2. */
    public static final int COOKIE = 44;

    /** RFC 9846 section 4.3.9. */
    public static final int PSK_KEY_EXCHANGE_MODES = 45;

    /** RFC 9846 section 4.3.4. */
    public static final int CERTIFICATE_AUTHORITIES = 47;

    /** RFC 9846 section 4.3.5; known by name only. */
    public static final int OID_FILTERS = 48;

    /** RFC 9846 section 4.3.6; known by name only. */
    public static final int POST_HANDSHAKE_AUTH = 49;

    /** RFC 9846 section 4.3.3. */
    public static final int SIGNATURE_ALGORITHMS_CERT = 50;

    /** RFC 9846 section 4.3.8. */
    public static final int KEY_SHARE = 51;

    /** RFC 9001 section 8.2; known by name only. */
    public static final int QUIC_TRANSPORT_PARAMETERS = 57;

    /** RFC 9149. */
    public static final int TICKET_REQUEST = 58;

    /** RFC 5746. */
    public static final int RENEGOTIATION_INFO = 0xff01;

    private record Entry(String name, Set<ExtensionContext> allowed) {}

    private static final Map<Integer, Entry> TABLE = new TreeMap<>();

    static {
        // In a CertificateRequest only as an exported authenticator (RFC 9261), so its data is not looked into there.
        put(SERVER_NAME, "server_name", CLIENT_HELLO, ENCRYPTED_EXTENSIONS, CERTIFICATE_REQUEST, TLS12_SERVER_HELLO);
        put(MAX_FRAGMENT_LENGTH, "max_fragment_length", CLIENT_HELLO, ENCRYPTED_EXTENSIONS, TLS12_SERVER_HELLO);
        put(STATUS_REQUEST, "status_request", CLIENT_HELLO, CERTIFICATE_REQUEST, CERTIFICATE, TLS12_SERVER_HELLO);
        // Not for a TLS 1.2 ServerHello, yet there are servers that send it, and clients ignore it there.
        put(SUPPORTED_GROUPS, "supported_groups", CLIENT_HELLO, ENCRYPTED_EXTENSIONS, TLS12_SERVER_HELLO);
        put(EC_POINT_FORMATS, "ec_point_formats", CLIENT_HELLO, TLS12_SERVER_HELLO);
        put(SIGNATURE_ALGORITHMS, "signature_algorithms", CLIENT_HELLO, CERTIFICATE_REQUEST);
        put(USE_SRTP, "use_srtp", CLIENT_HELLO, ENCRYPTED_EXTENSIONS, TLS12_SERVER_HELLO);
        put(HEARTBEAT, "heartbeat", CLIENT_HELLO, ENCRYPTED_EXTENSIONS, TLS12_SERVER_HELLO);
        put(
                APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
                "application_layer_protocol_negotiation",
                CLIENT_HELLO,
                ENCRYPTED_EXTENSIONS,
                TLS12_SERVER_HELLO);
        put(
                SIGNED_CERTIFICATE_TIMESTAMP,
                "signed_certificate_timestamp",
                CLIENT_HELLO,
                CERTIFICATE_REQUEST,
                CERTIFICATE,
                TLS12_SERVER_HELLO);
        put(CLIENT_CERTIFICATE_TYPE, "client_certificate_type", CLIENT_HELLO, ENCRYPTED_EXTENSIONS, TLS12_SERVER_HELLO);
        put(SERVER_CERTIFICATE_TYPE, "server_certificate_type", CLIENT_HELLO, ENCRYPTED_EXTENSIONS, TLS12_SERVER_HELLO);
        put(PADDING, "padding", CLIENT_HELLO);
        put(ENCRYPT_THEN_MAC, "encrypt_then_mac", CLIENT_HELLO, TLS12_SERVER_HELLO);
        put(EXTENDED_MASTER_SECRET, "extended_master_secret", CLIENT_HELLO, TLS12_SERVER_HELLO);
        put(COMPRESS_CERTIFICATE, "compress_certificate", CLIENT_HELLO, CERTIFICATE_REQUEST);
        put(RECORD_SIZE_LIMIT, "record_size_limit", CLIENT_HELLO, ENCRYPTED_EXTENSIONS, TLS12_SERVER_HELLO);
        put(SESSION_TICKET, "session_ticket", CLIENT_HELLO, TLS12_SERVER_HELLO);
        put(PRE_SHARED_KEY, "pre_shared_key", CLIENT_HELLO, SERVER_HELLO);
        put(EARLY_DATA, "early_data", CLIENT_HELLO, ENCRYPTED_EXTENSIONS, NEW_SESSION_TICKET);
        put(SUPPORTED_VERSIONS, "supported_versions", CLIENT_HELLO, SERVER_HELLO, HELLO_RETRY_REQUEST);
        put(COOKIE, "cookie", CLIENT_HELLO, HELLO_RETRY_REQUEST);
        put(PSK_KEY_EXCHANGE_MODES, "psk_key_exchange_modes", CLIENT_HELLO);
        put(CERTIFICATE_AUTHORITIES, "certificate_authorities", CLIENT_HELLO, CERTIFICATE_REQUEST);
        put(OID_FILTERS, "oid_filters", CERTIFICATE_REQUEST);
        put(POST_HANDSHAKE_AUTH, "post_handshake_auth", CLIENT_HELLO);
        put(SIGNATURE_ALGORITHMS_CERT, "signature_algorithms_cert", CLIENT_HELLO, CERTIFICATE_REQUEST);
        put(KEY_SHARE, "key_share", CLIENT_HELLO, SERVER_HELLO, HELLO_RETRY_REQUEST);
        put(QUIC_TRANSPORT_PARAMETERS, "quic_transport_parameters", CLIENT_HELLO, ENCRYPTED_EXTENSIONS);
        put(TICKET_REQUEST, "ticket_request", CLIENT_HELLO, ENCRYPTED_EXTENSIONS);
        put(RENEGOTIATION_INFO, "renegotiation_info", CLIENT_HELLO, TLS12_SERVER_HELLO);
    }

    private ExtensionType() {}

    private static void put(int type, String name, ExtensionContext first, ExtensionContext... more) {
        TABLE.put(type, new Entry(name, EnumSet.of(first, more)));
    }

    /** The name in IANA's registry, such as {@code key_share}; for code points without one their hexadecimal number. */
    public static String name(int type) {
        Entry entry = TABLE.get(type);
        return entry != null ? entry.name() : String.format(Locale.ROOT, "0x%04X", type);
    }

    /** Whether the code point may stand in that message: those nobody knows may stand anywhere. */
    static boolean isAllowed(int type, ExtensionContext message) {
        Entry entry = TABLE.get(type);
        return entry == null || entry.allowed().contains(message);
    }
}
