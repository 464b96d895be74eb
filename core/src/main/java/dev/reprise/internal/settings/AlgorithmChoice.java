package dev.reprise.internal.settings;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.message.ProtocolVersion;
import java.security.AlgorithmConstraints;
import java.security.CryptoPrimitive;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be used: what neither the JDK's security properties nor an application's constraints forbid.
 *
 * @param disabled the security properties'
 * @param constraints the application's; null if it has none
 */
record AlgorithmChoice(
        DisabledAlgorithms disabled, @Nullable AlgorithmConstraints constraints) {
    private static final Set<CryptoPrimitive> KEY_AGREEMENT = Set.of(CryptoPrimitive.KEY_AGREEMENT);
    private static final Set<CryptoPrimitive> SIGNATURE = Set.of(CryptoPrimitive.SIGNATURE);

    boolean permits(int version) {
        return disabled.permits(version) && permits(KEY_AGREEMENT, ProtocolVersion.name(version));
    }

    boolean permits(CipherSuite suite) {
        return disabled.permits(suite) && permits(KEY_AGREEMENT, suite.name());
    }

    boolean permits(NamedGroup group) {
        return disabled.permits(group) && permits(KEY_AGREEMENT, group.name());
    }

    boolean permits(SignatureScheme scheme) {
        return disabled.permits(scheme) && permits(SIGNATURE, scheme.name()) && permits(SIGNATURE, scheme.jcaName());
    }

    private boolean permits(Set<CryptoPrimitive> use, String name) {
        return constraints == null || constraints.permits(use, name, null);
    }

    /**
     * Judges the algorithms of a chain that nobody else judges. A root's signature proves nothing and is not looked at.
     *
     * @throws CertificateException if one of them is forbidden
     */
    static void check(X509Certificate[] chain, @Nullable AlgorithmConstraints constraints) throws CertificateException {
        AlgorithmChoice tls = new AlgorithmChoice(DisabledAlgorithms.forTls(), constraints);
        AlgorithmChoice path = new AlgorithmChoice(DisabledAlgorithms.forCertificates(), null);
        for (X509Certificate certificate : chain) {
            boolean root = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
            if (!root && !(tls.permits(certificate) && path.permits(certificate))) {
                throw new CertificateException("the algorithms of the certificate of "
                        + certificate.getSubjectX500Principal() + " are disabled: signed with "
                        + certificate.getSigAlgName() + ", a key for "
                        + certificate.getPublicKey().getAlgorithm());
            }
        }
    }

    private boolean permits(X509Certificate certificate) {
        return disabled.permits(certificate)
                && permits(SIGNATURE, certificate.getSigAlgName())
                && (constraints == null || constraints.permits(SIGNATURE, certificate.getPublicKey()));
    }
}
