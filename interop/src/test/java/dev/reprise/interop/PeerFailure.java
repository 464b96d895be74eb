package dev.reprise.interop;

/** A peer did not do its part: it ended, refused or kept silent. The message holds all it printed. */
@SuppressWarnings("serial")
public final class PeerFailure extends RuntimeException {
    public PeerFailure(String what, String transcript) {
        super(what + "\n" + transcript);
    }
}
