package dev.reprise.internal.resumption;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;

/**
 * The closed list of what ends a connection when a session is offered or resumed: an RFC asks for an alert, because going on would hide an attack or a broken peer. Whatever else
 * goes wrong with resumption refuses the session, and the handshake goes on in full.
 */
public enum BrokenOffer {
    /** RFC 9846 section 4.3.11, with the alert of section 6.2. */
    BINDER(AlertDescription.DECRYPT_ERROR, "the binder of the offered session does not verify"),

    /** RFC 7627 section 5.3. */
    HELLO_WITHOUT_EXTENDED_MASTER_SECRET(
            AlertDescription.HANDSHAKE_FAILURE,
            "the hello offers a session with extended master secret, but not the extension"),

    /** RFC 7627 section 5.3: either way the client aborts. */
    ANSWER_OF_OTHER_EXTENDED_MASTER_SECRET(
            AlertDescription.HANDSHAKE_FAILURE,
            "the server resumes a session and differs from it in extended_master_secret"),

    /** RFC 9846 section 4.3: an extension in answer to none. */
    PSK_WITHOUT_OFFER(AlertDescription.UNSUPPORTED_EXTENSION, "the server resumes a session though none was offered"),

    /** RFC 5246 section 7.4.1.3: a session ID comes back that names no session. */
    SESSION_ID_WITHOUT_OFFER(
            AlertDescription.ILLEGAL_PARAMETER, "the server resumes a session though none was offered"),

    /** RFC 9846 section 4.3.11. */
    SELECTED_IDENTITY(
            AlertDescription.ILLEGAL_PARAMETER, "the server resumes a session by a place where none was offered"),

    /** RFC 9846 section 4.3.11. */
    OTHER_HASH(AlertDescription.ILLEGAL_PARAMETER, "the server resumes a session with a cipher suite of another hash"),

    /** RFC 5246 section 7.4.1.3. */
    OTHER_SUITE(AlertDescription.ILLEGAL_PARAMETER, "the server resumes a session with another cipher suite"),

    /** RFC 9846 section 4.3.9. */
    PSK_KE_NOT_OFFERED(
            AlertDescription.ILLEGAL_PARAMETER,
            "the server resumes without a key exchange though that was not offered"),

    /** RFC 9846 section 4.2.1. */
    NEITHER_KEY_NOR_SESSION(
            AlertDescription.MISSING_EXTENSION, "the ServerHello has neither key_share nor pre_shared_key");

    private final AlertDescription alert;
    private final String what;

    BrokenOffer(AlertDescription alert, String what) {
        this.alert = alert;
        this.what = what;
    }

    /** What the peer is told. */
    public AlertDescription alert() {
        return alert;
    }

    /** The end of the connection. */
    public PeerMisbehaved fault() {
        return new PeerMisbehaved(alert, what);
    }
}
