package dev.reprise.internal.wire;

/** The peer ended the connection, and said why (RFC 9846, section 6). Nothing is said back. */
public final class AlertReceived extends TlsFault {
    private static final long serialVersionUID = 1L;

    public AlertReceived(AlertDescription description, String message) {
        super(description, message, null);
    }

    /** Whether the peer ended the connection by an alert that says what it does not like; to say goodbye is none. */
    public static boolean isRefusal(TlsFault fault) {
        return fault instanceof AlertReceived && fault.alert() != AlertDescription.CLOSE_NOTIFY;
    }
}
