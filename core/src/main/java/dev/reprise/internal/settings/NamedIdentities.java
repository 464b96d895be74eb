package dev.reprise.internal.settings;

import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.handshake.IdentityBinding;
import dev.reprise.internal.handshake.IdentityChooser;
import dev.reprise.internal.resumption.PolicyFingerprint;
import dev.reprise.internal.session.Names;
import dev.reprise.internal.session.Side;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys with their chains, in the order they were given. A server takes the one whose certificate has the very name that
 * is asked for, else one whose wildcard covers it, else the first; of several that do alike the one given first, as
 * long as its key suits the peer. A client takes the first whose issuer the server accepts.
 */
public final class NamedIdentities implements Identities, IdentityChooser {
    private static final int DNS_NAME = 2; // RFC 5280, section 4.2.1.6

    /**
     * A key and its chain.
     *
     * @param chain the leaf first
     */
    public record Credential(PrivateKey key, List<X509Certificate> chain) {
        public Credential {
            chain = List.copyOf(chain);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("a key without a certificate is no identity");
            }
        }

        X509Certificate leaf() {
            return chain.get(0);
        }

        @Override
        public String toString() {
            return "Credential[" + leaf().getSubjectX500Principal() + "]";
        }
    }

    /** How well a certificate fits the name that is asked for; better ones later. */
    private enum Fit {
        NOT,
        BY_WILDCARD,
        EXACTLY
    }

    private final List<IdentitySource> sources;

    public NamedIdentities(List<Credential> credentials) {
        this.sources = List.of(IdentitySource.of(credentials));
    }

    private NamedIdentities(IdentitySource... sources) {
        this.sources = List.of(sources);
    }

    /** What all of these have, in their order. */
    public static NamedIdentities from(List<IdentitySource> sources) {
        return new NamedIdentities(sources.toArray(IdentitySource[]::new));
    }

    private List<Credential> credentials() {
        return sources.size() == 1
                ? sources.get(0).credentials()
                : sources.stream()
                        .flatMap(source -> source.credentials().stream())
                        .toList();
    }

    @Override
    public IdentityChooser chooserFor(Face face, Side side) {
        return this;
    }

    @Override
    public void describe(PolicyFingerprint.Builder fingerprint, SecureRandom random) {
        fingerprint.identities(CertificateChains.encode(leaves()));
    }

    @Override
    public byte[] bindings() {
        return IdentityBinding.of(leaves());
    }

    @Override
    public boolean mayBlock() {
        return sources.stream().anyMatch(IdentitySource::mayBlock);
    }

    @Override
    public @Nullable Identity choose(
            List<SignatureScheme> schemes, List<byte[]> authorities, HandshakeProgress progress) {
        String name = progress.requestedServerNames().stream().findFirst().orElse(null);
        Identity best = null;
        Fit bestFit = null;
        for (Credential credential : credentials()) {
            SignatureScheme scheme = schemeFor(credential, schemes, progress.version());
            if (scheme == null || !isIssuedByOneOf(credential, authorities)) {
                continue;
            }
            Fit fit = name == null ? Fit.NOT : fit(credential.leaf(), name);
            if (bestFit == null || fit.compareTo(bestFit) > 0) {
                best = new Identity(credential.chain(), credential.key(), scheme);
                bestFit = fit;
            }
        }
        return best;
    }

    private static @Nullable SignatureScheme schemeFor(
            Credential credential, List<SignatureScheme> schemes, int version) {
        return schemes.stream()
                .filter(scheme -> scheme.suits(version, credential.leaf().getPublicKey()))
                .findFirst()
                .orElse(null);
    }

    private static boolean isIssuedByOneOf(Credential credential, List<byte[]> authorities) {
        return authorities.isEmpty()
                || credential.chain().stream()
                        .map(certificate -> certificate.getIssuerX500Principal().getEncoded())
                        .anyMatch(
                                issuer -> authorities.stream().anyMatch(authority -> Arrays.equals(issuer, authority)));
    }

    private static Fit fit(X509Certificate leaf, String name) {
        String asked = Names.lowerCase(name);
        Fit best = Fit.NOT;
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.get(0).equals(DNS_NAME) && alternative.get(1) instanceof String has) {
                    Fit fit = fit(Names.lowerCase(has), asked);
                    best = fit.compareTo(best) > 0 ? fit : best;
                }
            }
        } catch (CertificateParsingException unreadable) {
            return Fit.NOT;
        }
        return best;
    }

    /** A wildcard stands for one whole label, the first (RFC 9525, section 6.3). */
    private static Fit fit(String has, String asked) {
        if (has.equals(asked)) {
            return Fit.EXACTLY;
        }
        int dot = asked.indexOf('.');
        return dot > 0 && has.startsWith("*.") && has.substring(1).equals(asked.substring(dot))
                ? Fit.BY_WILDCARD
                : Fit.NOT;
    }

    private List<X509Certificate> leaves() {
        return credentials().stream().map(Credential::leaf).toList();
    }

    @Override
    public String toString() {
        return "NamedIdentities" + credentials();
    }
}
