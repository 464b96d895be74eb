package dev.reprise.jetty;

import dev.reprise.Reprise;
import javax.net.ssl.SSLEngine;

/** Which engines are ours. */
final class Engines {
    private static final String OURS = Reprise.class.getPackageName() + ".";

    private Engines() {}

    /** By the name of its package, which no class loader of an application server changes. */
    static boolean isOurs(SSLEngine engine) {
        return engine.getClass().getPackageName().startsWith(OURS);
    }
}
