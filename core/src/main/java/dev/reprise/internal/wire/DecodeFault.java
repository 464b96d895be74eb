package dev.reprise.internal.wire;

/** Bytes that cannot be what they should be: a length out of range, a field cut short, something left over. */
public final class DecodeFault extends TlsFault {
    private static final long serialVersionUID = 1L;

    /** A fault answered with {@code decode_error}. */
    public DecodeFault(String message) {
        this(AlertDescription.DECODE_ERROR, message);
    }

    /** A fault for which an RFC asks another alert than {@code decode_error}. */
    public DecodeFault(AlertDescription alert, String message) {
        super(alert, message, null);
    }
}
