package dev.reprise.bogo;

/** A connection came about, and something about it is not what the runner told the shim to expect. */
final class Complaint extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Complaint(String what) {
        super(what);
    }
}
