package dev.reprise.session;

import java.util.HashMap;
import java.util.Map;

/**
 * Why a handshake resumed a session, or why it did not. The list is closed and the words are stable: the same ones stand in
 * {@link Resumption}, in logs, in metrics and in the command line's output, on both sides of a connection.
 *
 * <p>Everything but {@link #RESUMED} means a full handshake, never a failed connection.
 */
public enum Reason {
    /** The session was resumed. */
    RESUMED("resumed"),
    /** The client offered nothing to resume; or, on a client, there was nothing to offer. */
    NO_SESSION_OFFERED("no_session_offered"),
    /** Resumption is switched off on this side. */
    RESUMPTION_DISABLED("resumption_disabled"),
    /** An ID or a reference that the store does not hold: never issued here, used, gone, or evicted. */
    UNKNOWN_SESSION("unknown_session"),
    /** A ticket sealed under a key that this node does not have, or has no longer. */
    UNKNOWN_TICKET_KEY("unknown_ticket_key"),
    /** Bytes that do not open or are no session that this version can read. */
    UNREADABLE("unreadable"),
    /** Older than its lifetime, which counts from the handshake that authenticated. */
    EXPIRED("expired"),
    /** Issued more than five minutes from now: a clock is wrong. */
    ISSUED_IN_FUTURE("issued_in_future"),
    /** A certificate of the peer's stored chain is past its {@code notAfter}. */
    CERTIFICATE_EXPIRED("certificate_expired"),
    /** The peer's stored chain was judged again and is not trusted any more. */
    CERTIFICATE_NOT_TRUSTED("certificate_not_trusted"),
    /** The peer was verified under another name than the one asked for now, or under none. */
    PEER_NAME_MISMATCH("peer_name_mismatch"),
    /** The session belongs to another server name (RFC 9846 section 4.3.11, RFC 6066 section 3). */
    SERVER_NAME_MISMATCH("server_name_mismatch"),
    /** The session belongs to another version of the protocol. */
    VERSION_MISMATCH("version_mismatch"),
    /** TLS 1.2: the session's cipher suite is not offered or not enabled (any more). */
    CIPHER_NOT_ENABLED("cipher_not_enabled"),
    /** TLS 1.3: no suite that is offered and enabled has the hash of the session's key (RFC 9846 section 4.3.11). */
    HASH_MISMATCH("hash_mismatch"),
    /** Session and handshake do not agree about the extended master secret (RFC 7627 section 5.3). */
    EXTENDED_MASTER_SECRET_MISMATCH("extended_master_secret_mismatch"),
    /** No mode of key exchange with a pre-shared key that both sides allow (RFC 9846 section 4.3.9). */
    PSK_MODE_MISMATCH("psk_mode_mismatch"),
    /** A client certificate is needed now, and the session has none. */
    CLIENT_AUTHENTICATION_MISMATCH("client_authentication_mismatch"),
    /** Made under another policy: trust, identification, constraints, context, the own certificate's names. */
    CONTEXT_MISMATCH("context_mismatch"),
    /**
     * A single-use ticket that another connection used first, just now. One that was used earlier is gone from the store and is an {@link
     * #UNKNOWN_SESSION}: to tell the two apart, each resumption would have to write, and each used ticket to keep its place in the store until it
     * expires, where a session could be. It would refuse nobody who is not refused as it is.
     */
    ALREADY_USED("already_used"),
    /** The session was invalidated. */
    INVALIDATED("invalidated"),
    /** The hello offered more sessions than are looked at, and none of those looked at could be used. */
    TOO_MANY_OFFERS("too_many_offers"),
    /** The state does not fit: into a ticket, or into what a store takes. */
    TOO_LARGE("too_large"),
    /** The store did not answer, or not in time. */
    STORE_UNAVAILABLE("store_unavailable"),
    /** On a client: the server did not take the offer, and does not say why. */
    DECLINED("declined");

    private static final Map<String, Reason> BY_WORD = new HashMap<>();

    static {
        for (Reason reason : values()) {
            BY_WORD.put(reason.word, reason);
        }
    }

    private final String word;

    Reason(String word) {
        this.word = word;
    }

    /** The stable word, in lower case with underscores. */
    public String word() {
        return word;
    }

    /**
     * The reason with that word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Reason of(String word) {
        Reason reason = BY_WORD.get(word);
        if (reason == null) {
            throw new IllegalArgumentException("no reason is called \"" + word + "\"");
        }
        return reason;
    }

    /** The {@link #word()}. */
    @Override
    public String toString() {
        return word;
    }
}
