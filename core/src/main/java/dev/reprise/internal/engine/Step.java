package dev.reprise.internal.engine;

/**
 * What one call did.
 *
 * @param result whether it could
 * @param status what is needed next
 * @param consumed bytes taken from the source
 * @param produced bytes put into the destination
 */
public record Step(Result result, Status status, int consumed, int produced) {
    /** The same words as JSSE's {@code SSLEngineResult.Status}. */
    public enum Result {
        OK,
        /** The source holds no whole record; nothing was consumed. */
        BUFFER_UNDERFLOW,
        /** The destination is too small; nothing was consumed. */
        BUFFER_OVERFLOW,
        /** This direction is closed. */
        CLOSED
    }
}
