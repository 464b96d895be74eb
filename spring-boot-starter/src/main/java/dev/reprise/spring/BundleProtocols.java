package dev.reprise.spring;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/**
 * The protocols of one application's bundles. Web servers and clients take nothing of a bundle but its key stores and the name of a protocol, so each
 * application has protocols of its own, behind which are its settings: those of a JSSE provider that is there from the application's start to its end, last
 * in the JVM's list.
 */
final class BundleProtocols {
    /** The versions of TLS that there are. */
    static final List<String> ALL = List.of("TLSv1.3", "TLSv1.2");

    /** The protocols of a bundle that are ours, and the versions that they enable. */
    private static final Map<String, List<String>> VERSIONS =
            Map.of("TLS", ALL, "TLSv1.3", ALL, "Reprise", ALL, "TLSv1.2", List.of("TLSv1.2"));

    /**
     * A protocol of ours.
     *
     * @param name under which it is had in this application
     * @param versions of TLS that it enables
     */
    record Protocol(String name, List<String> versions) {
        /** Those that a bundle's owner chose, else all: web servers that are told none try others too, and complain. */
        String[] enabled(String @Nullable [] chosen) {
            return chosen == null ? versions.toArray(String[]::new) : chosen;
        }
    }

    private final String application;

    private BundleProtocols(String application) {
        this.application = application;
    }

    /** Those of an application whose contexts these are, under the first name that is free. */
    static BundleProtocols register(BundleContexts contexts) {
        for (int number = 1; ; number++) {
            String application = "Reprise-Boot-" + number;
            if (Security.addProvider(new ApplicationProvider(application, contexts)) > 0) {
                return new BundleProtocols(application);
            }
        }
    }

    /** Contexts that were made go on. */
    void deregister() {
        Security.removeProvider(application);
    }

    /** What takes the place of a bundle's protocol; empty if it is none of ours. */
    Optional<Protocol> protocolFor(String protocol) {
        List<String> versions = VERSIONS.get(protocol);
        return versions == null
                ? Optional.empty()
                : Optional.of(new Protocol(algorithm(application, protocol), versions));
    }

    /** Whether a bundle that says this protocol is on Reprise. */
    boolean isOurs(String protocol) {
        return protocol.startsWith(application + "-");
    }

    private static String algorithm(String application, String protocol) {
        return application + "-" + protocol;
    }

    /** Makes contexts of one application. */
    private static final class ApplicationProvider extends Provider {
        private static final long serialVersionUID = 1L;

        ApplicationProvider(String application, BundleContexts contexts) {
            super(application, "0.1", "Reprise for one Spring Boot application");
            VERSIONS.forEach((protocol, versions) -> putService(
                    new Service(
                            this,
                            "SSLContext",
                            algorithm(application, protocol),
                            Context.class.getName(),
                            List.of(),
                            Map.of()) {
                        @Override
                        public Object newInstance(@Nullable Object parameter) {
                            return new Context(contexts, versions);
                        }
                    }));
        }
    }

    /** A context that is made when it is told its managers. */
    private static final class Context extends SSLContextSpi {
        private final BundleContexts contexts;
        private final List<String> versions;
        private volatile @Nullable SSLContext made;

        Context(BundleContexts contexts, List<String> versions) {
            this.contexts = contexts;
            this.versions = versions;
        }

        private SSLContext made() {
            SSLContext context = made;
            if (context == null) {
                throw new IllegalStateException("the SSLContext is not initialised: call init first");
            }
            return context;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random) {
            made = contexts.make(versions, keys, trust, random);
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return made().getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return made().getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return made().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return made().createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return made().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return made().getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return made().getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return made().getSupportedSSLParameters();
        }
    }
}
