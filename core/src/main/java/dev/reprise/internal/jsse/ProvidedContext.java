package dev.reprise.internal.jsse;

import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.settings.ManagedIdentities;
import dev.reprise.internal.settings.Settings;
import dev.reprise.internal.settings.SettingsBuilder;
import dev.reprise.internal.settings.SystemSettings;
import dev.reprise.internal.settings.Trust;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A context that the provider made: its settings come from system properties and from whoever initialises it. */
public final class ProvidedContext extends RepriseContext.Spi {
    private final boolean complete;
    private final List<Integer> versions;
    private volatile @Nullable ContextCore core;

    private ProvidedContext(@Nullable ContextCore core, List<Integer> versions) {
        this.complete = core != null;
        this.core = core;
        this.versions = versions;
    }

    /** A context that waits for its managers; every version is enabled. */
    public static SSLContextSpi uninitialised() {
        return new ProvidedContext(null, Settings.supportedVersions());
    }

    /** The same where TLS 1.2 alone is enabled, until a connection is told otherwise. */
    public static SSLContextSpi uninitialisedTls12() {
        return new ProvidedContext(null, List.of(ProtocolVersion.TLS12));
    }

    /** The default context: key store and trust store are those that the JVM was told. */
    public static SSLContextSpi byDefault() {
        SettingsBuilder settings = SystemSettings.read().settings().identities(SystemSettings.identities());
        return new ProvidedContext(new ContextCore(settings.build()), Settings.supportedVersions());
    }

    @Override
    ContextCore core() {
        ContextCore initialised = core;
        if (initialised == null) {
            throw new IllegalStateException("the SSLContext is not initialised: call init first");
        }
        return initialised;
    }

    /**
     * Takes the first key manager and the first trust manager for X.509; without trust managers the JDK's roots are
     * trusted.
     *
     * @throws KeyManagementException if a system property cannot be understood, or names what cannot be opened
     */
    @Override
    protected void engineInit(
            KeyManager @Nullable [] keyManagers, TrustManager @Nullable [] trustManagers, @Nullable SecureRandom random)
            throws KeyManagementException {
        if (complete) {
            throw new KeyManagementException("the default SSLContext is initialised by itself");
        }
        try {
            SettingsBuilder settings = SystemSettings.read().settings();
            if (!versions.equals(Settings.supportedVersions())) {
                settings.versionsOfBothSides(versions);
            }
            settings.identities(ManagedIdentities.firstOf(keyManagers));
            if (trustManagers != null) {
                settings.trust(Trust.firstOf(trustManagers));
            }
            if (random != null) {
                settings.random(random);
            }
            core = new ContextCore(settings.build());
        } catch (RuntimeException e) {
            throw new KeyManagementException(e.getMessage(), e);
        }
    }
}
