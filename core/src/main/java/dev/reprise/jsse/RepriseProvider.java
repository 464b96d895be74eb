package dev.reprise.jsse;

import java.security.Provider;

/** The JSSE provider {@code Reprise}. */
public final class RepriseProvider extends Provider {
    private static final long serialVersionUID = 1L;

    /** Its name. */
    public static final String NAME = "Reprise";

    private static final String VERSION = "0.1";

    public RepriseProvider() {
        super(NAME, VERSION, "Reprise: TLS whose sessions survive");
    }
}
