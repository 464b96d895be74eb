package dev.reprise.internal.settings;

import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.handshake.IdentityBinding;
import dev.reprise.internal.handshake.IdentityChooser;
import dev.reprise.internal.resumption.PolicyFingerprint;
import dev.reprise.internal.session.Side;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** What a key manager of JSSE has. Keys may be opaque: their encoding is never asked for. */
public final class ManagedIdentities implements Identities {
    /** A key manager's certificates that were shown are remembered up to this number; see {@link #remember}. */
    private static final int MAX_SHOWN = 64;

    private static final String[] KEY_TYPES = {"EC", "EdDSA", "RSA", "RSASSA-PSS"};

    private final X509KeyManager given;
    private final X509ExtendedKeyManager keys;
    private final RecentChains chains;
    private final Map<X509Certificate, Boolean> shown = new LinkedHashMap<>();

    private ManagedIdentities(X509KeyManager given) {
        this.given = given;
        this.keys = given instanceof X509ExtendedKeyManager extended ? extended : new PlainKeyManager(given);
        this.chains = new RecentChains(keys);
    }

    public static Identities of(X509KeyManager keys) {
        return new ManagedIdentities(keys);
    }

    /** The first that has X.509 certificates; nothing where there is none. */
    public static Identities firstOf(KeyManager @Nullable [] managers) {
        for (KeyManager manager : managers == null ? new KeyManager[0] : managers) {
            if (manager instanceof X509KeyManager x509) {
                return of(x509);
            }
        }
        return Identities.none();
    }

    @Override
    public IdentityChooser chooserFor(Face face, Side side) {
        return new Chooser(face, side);
    }

    /** Certificates where the manager lists them; one that lists none is known by itself only. */
    @Override
    public void describe(PolicyFingerprint.Builder fingerprint, SecureRandom random) {
        Set<X509Certificate> listed = listed();
        fingerprint.identities(
                listed.isEmpty() && isForeign()
                        ? List.of(ObjectTokens.of(given, random))
                        : CertificateChains.encode(List.copyOf(listed)));
    }

    /** Whether somebody else wrote it: who knows what it does, and how long. */
    private boolean isForeign() {
        return given.getClass().getModule() != Object.class.getModule();
    }

    private Set<X509Certificate> listed() {
        Set<X509Certificate> leaves = new LinkedHashSet<>();
        for (String keyType : KEY_TYPES) {
            String[] aliases = keys.getClientAliases(keyType, null);
            for (String alias : aliases == null ? new String[0] : aliases) {
                X509Certificate[] chain = keys.getCertificateChain(alias);
                if (chain != null && chain.length > 0) {
                    leaves.add(chain[0]);
                }
            }
        }
        return leaves;
    }

    /** What was shown once could be shown again, whether the manager lists it or not. */
    private void remember(X509Certificate leaf) {
        synchronized (shown) {
            shown.put(leaf, true);
            if (shown.size() > MAX_SHOWN) {
                shown.remove(shown.keySet().iterator().next());
            }
        }
    }

    private Set<X509Certificate> remembered() {
        synchronized (shown) {
            return new LinkedHashSet<>(shown.keySet());
        }
    }

    /** Chooses for one connection. */
    private final class Chooser implements IdentityChooser {
        private final Face face;
        private final Side side;

        Chooser(Face face, Side side) {
            this.face = face;
            this.side = side;
        }

        @Override
        public @Nullable Identity choose(
                List<SignatureScheme> schemes, List<byte[]> authorities, HandshakeProgress progress) {
            int version = progress.version();
            for (String keyType : keyTypes(schemes, version)) {
                Identity identity = identity(alias(keyType, authorities), schemes, version);
                if (identity != null) {
                    return identity;
                }
            }
            return null;
        }

        @Override
        public List<X509Certificate> shown(List<SignatureScheme> schemes, HandshakeProgress progress, Instant now) {
            int version = progress.version();
            for (String keyType : keyTypes(schemes, version)) {
                String alias = alias(keyType, List.of());
                List<X509Certificate> chain = alias == null ? List.of() : chains.of(alias, now);
                if (!chain.isEmpty() && schemeFor(chain.get(0), schemes, version) != null) {
                    return chain;
                }
            }
            return List.of();
        }

        private static Set<String> keyTypes(List<SignatureScheme> schemes, int version) {
            Set<String> keyTypes = new LinkedHashSet<>();
            for (SignatureScheme scheme : schemes) {
                if (scheme.allowedIn(version)) {
                    keyTypes.add(scheme.keyAlgorithm());
                }
            }
            return keyTypes;
        }

        private @Nullable String alias(String keyType, List<byte[]> authorities) {
            Principal[] issuers = authorities.isEmpty()
                    ? null
                    : authorities.stream().map(X500Principal::new).toArray(Principal[]::new);
            return side == Side.CLIENT
                    ? face.clientAlias(keys, new String[] {keyType}, issuers)
                    : face.serverAlias(keys, keyType, issuers);
        }

        private @Nullable Identity identity(@Nullable String alias, List<SignatureScheme> schemes, int version) {
            PrivateKey key = alias == null ? null : keys.getPrivateKey(alias);
            X509Certificate[] chain = alias == null ? null : keys.getCertificateChain(alias);
            if (key == null || chain == null || chain.length == 0) {
                return null;
            }
            SignatureScheme scheme = schemeFor(chain[0], schemes, version);
            if (scheme == null) {
                return null;
            }
            remember(chain[0]);
            return new Identity(List.of(chain), key, scheme);
        }

        private static @Nullable SignatureScheme schemeFor(
                X509Certificate leaf, List<SignatureScheme> schemes, int version) {
            for (SignatureScheme scheme : schemes) {
                if (scheme.suits(version, leaf.getPublicKey())) {
                    return scheme;
                }
            }
            return null;
        }

        @Override
        public byte[] bindings() {
            Set<X509Certificate> could = listed();
            could.addAll(remembered());
            return IdentityBinding.of(new ArrayList<>(could));
        }

        @Override
        public boolean mayBlock() {
            return isForeign();
        }
    }

    @Override
    public String toString() {
        return "ManagedIdentities[" + given.getClass().getName() + "]";
    }
}
