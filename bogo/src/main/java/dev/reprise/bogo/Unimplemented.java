package dev.reprise.bogo;

/** The runner asks for something that this library, or its shim, does not have: the test is skipped. */
final class Unimplemented extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unimplemented(String what) {
        super(what);
    }
}
