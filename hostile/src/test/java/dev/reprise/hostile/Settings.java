package dev.reprise.hostile;

import de.rub.nds.tlsattacker.core.config.Config;
import de.rub.nds.tlsattacker.core.constants.CipherSuite;
import de.rub.nds.tlsattacker.core.constants.NamedGroup;
import de.rub.nds.tlsattacker.core.constants.ProtocolVersion;
import de.rub.nds.x509attacker.config.X509CertificateConfig;
import de.rub.nds.x509attacker.constants.X509PublicKeyType;
import org.joda.time.DateTime;

/** What TLS-Attacker is told before it starts: one version, one suite, one group, so that what it says is what a test expects. */
final class Settings {
    private Settings() {}

    static Config tls12() {
        Config config = of(ProtocolVersion.TLS12, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        config.setAddExtendedMasterSecretExtension(true);
        config.setAddRenegotiationInfoExtension(true);
        config.setDefaultServerSessionId(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        return config;
    }

    static Config tls13() {
        Config config = of(ProtocolVersion.TLS13, CipherSuite.TLS_AES_128_GCM_SHA256);
        config.setAddRenegotiationInfoExtension(false);
        config.setAddSupportedVersionsExtension(true);
        config.setAddKeyShareExtension(true);
        config.setAddPSKKeyExchangeModesExtension(true);
        return config;
    }

    private static Config of(ProtocolVersion version, CipherSuite suite) {
        Config config = new Config();
        config.setHighestProtocolVersion(version);
        config.setSupportedVersions(version);
        config.setDefaultSelectedProtocolVersion(version);
        config.setDefaultClientSupportedCipherSuites(suite);
        config.setDefaultServerSupportedCipherSuites(suite);
        config.setDefaultSelectedCipherSuite(suite);
        config.setDefaultClientNamedGroups(NamedGroup.SECP256R1);
        config.setDefaultServerNamedGroups(NamedGroup.SECP256R1);
        config.setDefaultClientKeyShareNamedGroups(NamedGroup.SECP256R1);
        config.setDefaultSelectedNamedGroup(NamedGroup.SECP256R1);
        // A key on P-256: its RSA signatures lack their leading zeros, so that one in 256 does not verify.
        config.setAutoAdjustCertificate(false);
        config.getCertificateChainConfig().get(0).setPublicKeyType(X509PublicKeyType.ECDH_ECDSA);
        // A copy of what is to come, for traces that nobody reads here.
        config.setFiltersKeepUserSettings(false);
        // Its certificates ran out, and our client offers no session whose certificate did.
        for (X509CertificateConfig certificate : config.getCertificateChainConfig()) {
            certificate.setNotBefore(DateTime.now().minusDays(1));
            certificate.setNotAfter(DateTime.now().plusDays(30));
        }
        return config;
    }
}
