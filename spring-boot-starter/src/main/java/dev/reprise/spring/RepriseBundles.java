package dev.reprise.spring;

import java.util.List;
import java.util.Optional;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

/** The application's bundles: those that are to run on Reprise say its protocol instead of their own. */
final class RepriseBundles extends DefaultSslBundleRegistry {
    private static final Log LOG = LogFactory.getLog(RepriseBundles.class);

    private final BundleProtocols protocols;
    private final List<String> chosen;

    /** @param chosen the names of those that are to run on Reprise; empty for all */
    RepriseBundles(BundleProtocols protocols, List<String> chosen) {
        this.protocols = protocols;
        this.chosen = List.copyOf(chosen);
    }

    @Override
    public void registerBundle(String name, SslBundle bundle) {
        super.registerBundle(name, onReprise(name, bundle));
    }

    @Override
    public void updateBundle(String name, SslBundle updated) {
        super.updateBundle(name, onReprise(name, updated));
    }

    private SslBundle onReprise(String name, SslBundle bundle) {
        if (!chosen.isEmpty() && !chosen.contains(name)) {
            return bundle;
        }
        Optional<BundleProtocols.Protocol> protocol = protocols.protocolFor(bundle.getProtocol());
        if (protocol.isEmpty()) {
            LOG.warn("the SSL bundle \"" + name + "\" stays with the JDK's provider: its protocol is \""
                    + bundle.getProtocol() + "\", and Reprise has TLS, TLSv1.3, TLSv1.2 and Reprise");
            return bundle;
        }
        return new OnReprise(bundle, protocol.get());
    }

    /** @throws RepriseSettingException if a bundle was chosen that there is not */
    void requireChosen() {
        for (String name : chosen) {
            if (!getBundleNames().contains(name)) {
                throw new RepriseSettingException(
                        "reprise.bundles",
                        String.join(",", chosen),
                        "there is no SSL bundle \"" + name + "\", but " + getBundleNames(),
                        "Name bundles of spring.ssl.bundle.*, or leave the property out: then all run on Reprise.",
                        null);
            }
        }
    }

    private record OnReprise(SslBundle bundle, BundleProtocols.Protocol protocol) implements SslBundle {
        @Override
        public SslStoreBundle getStores() {
            return bundle.getStores();
        }

        @Override
        public SslBundleKey getKey() {
            return bundle.getKey();
        }

        @Override
        public SslOptions getOptions() {
            SslOptions options = bundle.getOptions();
            return SslOptions.of(options.getCiphers(), protocol.enabled(options.getEnabledProtocols()));
        }

        @Override
        public String getProtocol() {
            return protocol.name();
        }

        @Override
        public SslManagerBundle getManagers() {
            return bundle.getManagers();
        }
    }
}
