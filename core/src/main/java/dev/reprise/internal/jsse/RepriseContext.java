package dev.reprise.internal.jsse;

import dev.reprise.internal.session.Side;
import dev.reprise.internal.settings.Settings;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A context of JSSE that a builder made: it is complete, and cannot be initialised once more. */
public final class RepriseContext extends SSLContext {
    private RepriseContext(SSLContextSpi spi, Provider provider, String protocol) {
        super(spi, provider, protocol);
    }

    /** The context with these settings; see {@link ContextCore} for what may be wrong with them. */
    public static SSLContext of(Settings settings, Provider provider) {
        return new RepriseContext(new Built(new ContextCore(settings)), provider, "Reprise");
    }

    /** What a context gives, once it has a core. */
    abstract static class Spi extends SSLContextSpi {
        abstract ContextCore core();

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new SocketFactory(core());
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return new ServerSocketFactory(core());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return new RepriseEngine(core(), Peer.UNKNOWN);
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(@Nullable String host, int port) {
            return new RepriseEngine(core(), new Peer(host, port));
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return core().register(Side.SERVER);
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return core().register(Side.CLIENT);
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return new ConnectionParameters(core().settings(Side.CLIENT)).toSslParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            SSLParameters parameters = new ConnectionParameters(core().settings()).toSslParameters();
            parameters.setCipherSuites(ConnectionParameters.suiteNames(Settings.supportedSuites()));
            parameters.setProtocols(ConnectionParameters.protocolNames(Settings.supportedVersions()));
            return parameters;
        }
    }

    private static final class Built extends Spi {
        private final ContextCore core;

        Built(ContextCore core) {
            this.core = core;
        }

        @Override
        ContextCore core() {
            return core;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keyManagers,
                TrustManager @Nullable [] trustManagers,
                @Nullable SecureRandom random) {
            throw new IllegalStateException("this context was made by a builder and is complete");
        }
    }
}
