package dev.reprise.internal.settings;

/** The one place where system properties are read. */
public final class SystemSettings {
    private SystemSettings() {}

    /** Whether the JVM was told to trust something else than the JDK's own roots. */
    static boolean namesTrustStore() {
        String store = System.getProperty("javax.net.ssl.trustStore");
        return store != null && !store.isEmpty();
    }
}
