package dev.reprise.internal.settings;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.KeyLog;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.PolicyFingerprint;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.session.Side;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmConstraints;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set, with its defaults and its checks. A context has one; a connection has one too, with what
 * its {@code SSLParameters} say instead. A setting that bears on trust takes part in {@link #fingerprint}.
 *
 * @param versions code points of the protocol versions, the preferred first
 * @param suites the preferred first
 * @param groups the preferred first
 * @param signatureSchemes for handshakes and certificates, the preferred first
 * @param applicationProtocols ALPN's names, the preferred first; empty for none (RFC 7301)
 * @param serverOrder whether a server's order of suites decides, else the client's
 * @param recordSizeLimit the most content of a record that is taken, 64 to 16,384 bytes (RFC 8449)
 * @param compatibilityMode whether a client looks like TLS 1.2 to middleboxes (RFC 9846, appendix E.4)
 * @param identities what this side authenticates with
 * @param trust whose certificates are accepted
 * @param stapling what is asked for and handed out of certificates' status
 * @param clientAuthentication whether a server asks clients for certificates
 * @param endpointIdentification JSSE's name of how the peer's name is checked; null where it is not
 * @param algorithmConstraints what else restricts algorithms; null for nothing but the JDK's own
 * @param context what parts the sessions of one application from those of another; null for nothing
 * @param trustPolicy the owner's name for how trust is decided; null for none
 * @param revalidation what the certificates of a resumed session go through again
 * @param pskKe whether sessions are resumed without a new key exchange
 * @param sessionCreation whether a new session may be made; else a connection resumes or fails
 * @param server where a server's sessions are kept
 * @param client where a client's sessions are kept
 * @param clock where time comes from
 * @param random where randomness comes from
 * @param keyLog who is told the traffic secrets
 * @param listeners who is told how handshakes end
 * @param sides what one side alone enables instead; empty where both enable the same
 */
public record Settings(
        List<Integer> versions,
        List<CipherSuite> suites,
        List<NamedGroup> groups,
        List<SignatureScheme> signatureSchemes,
        List<String> applicationProtocols,
        boolean serverOrder,
        int recordSizeLimit,
        boolean compatibilityMode,
        Identities identities,
        Trust trust,
        Stapling stapling,
        ClientAuthentication clientAuthentication,
        @Nullable String endpointIdentification,
        @Nullable AlgorithmConstraints algorithmConstraints,
        @Nullable String context,
        @Nullable String trustPolicy,
        Revalidation revalidation,
        PskKe pskKe,
        boolean sessionCreation,
        ServerSources server,
        ClientSources client,
        InstantSource clock,
        SecureRandom random,
        KeyLog keyLog,
        List<Consumer<HandshakeReport>> listeners,
        Map<Side, SideChoice> sides) {

    /** Longer names of application protocols do not fit their field (RFC 7301, section 3.1). */
    private static final int MAX_PROTOCOL_NAME = 255;

    private static final List<Integer> SUPPORTED_VERSIONS = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);

    /**
     * @throws IllegalArgumentException if a value is out of range or two contradict each other; the message names it
     */
    public Settings {
        versions = List.copyOf(versions);
        suites = List.copyOf(suites);
        groups = List.copyOf(groups);
        signatureSchemes = List.copyOf(signatureSchemes);
        applicationProtocols = List.copyOf(applicationProtocols);
        listeners = List.copyOf(listeners);
        sides = Map.copyOf(sides);
        if (recordSizeLimit < 64 || recordSizeLimit > EndpointConfig.MAX_PLAINTEXT) {
            throw new IllegalArgumentException(
                    "the record size limit is " + recordSizeLimit + ": expected 64 to 16384 bytes");
        }
        for (String name : applicationProtocols) {
            int length = name.getBytes(StandardCharsets.UTF_8).length;
            if (length == 0 || length > MAX_PROTOCOL_NAME) {
                throw new IllegalArgumentException(
                        "an application protocol's name has " + length + " bytes: expected 1 to " + MAX_PROTOCOL_NAME);
            }
        }
        requireText("the context", context);
        requireText("the trust policy", trustPolicy);
        if (endpointIdentification != null && endpointIdentification.isEmpty()) {
            endpointIdentification = null;
        }
    }

    private static void requireText(String what, @Nullable String text) {
        if (text != null && text.isBlank()) {
            throw new IllegalArgumentException(what + " is blank: expected a name");
        }
    }

    /** The defaults, over the system's clock and a new source of randomness. */
    public static Settings defaults() {
        return new SettingsBuilder().build();
    }

    public SettingsBuilder toBuilder() {
        return new SettingsBuilder(this);
    }

    /** What one side enables: the settings of one connection. */
    public Settings on(Side side) {
        SideChoice choice = sides.get(side);
        return choice == null ? this : choice.applyTo(this);
    }

    /** Every version that this release speaks. */
    public static List<Integer> supportedVersions() {
        return SUPPORTED_VERSIONS;
    }

    /** Every suite that this release and this JDK run, the preferred first. */
    public static List<CipherSuite> supportedSuites() {
        return CipherSuite.defaults();
    }

    /** Whether a version is left, and what its handshake needs. */
    public boolean canConnect() {
        return !versions.isEmpty() && !groups.isEmpty() && !signatureSchemes.isEmpty();
    }

    /** The same without what the JDK's security properties and the constraints set here forbid, and without versions that no suite is left for. */
    public Settings permitted() {
        AlgorithmChoice choice = new AlgorithmChoice(DisabledAlgorithms.forTls(), algorithmConstraints);
        List<CipherSuite> allowedSuites = only(suites, choice::permits);
        List<Integer> allowedVersions =
                only(versions, version -> choice.permits(version) && servesOneOf(allowedSuites, version));
        List<NamedGroup> allowedGroups = only(groups, choice::permits);
        List<SignatureScheme> allowedSchemes = only(signatureSchemes, choice::permits);
        boolean all = allowedSuites.size() == suites.size()
                && allowedVersions.size() == versions.size()
                && allowedGroups.size() == groups.size()
                && allowedSchemes.size() == signatureSchemes.size();
        return all
                ? this
                : toBuilder()
                        .versions(allowedVersions)
                        .suites(allowedSuites)
                        .groups(allowedGroups)
                        .signatureSchemes(allowedSchemes)
                        .build();
    }

    private static <T> List<T> only(List<T> enabled, Predicate<T> permitted) {
        for (T each : enabled) {
            if (!permitted.test(each)) {
                return enabled.stream().filter(permitted).toList();
            }
        }
        return enabled;
    }

    private static boolean servesOneOf(List<CipherSuite> allowed, int version) {
        return allowed.stream().anyMatch(suite -> suite.isTls13() == (version == ProtocolVersion.TLS13));
    }

    /** What the policy's fingerprint does not say of who judges the peer's certificates; see {@link dev.reprise.internal.handshake.PeerVerifier#judge}. */
    public byte[] judge(Side side) {
        boolean judges = side == Side.CLIENT || clientAuthentication != ClientAuthentication.NONE;
        return judges && trustPolicy == null ? trust.judge(random) : new byte[0];
    }

    /** The policy under which a session is made; see {@link PolicyFingerprint}. */
    public byte[] fingerprint(Side side) {
        PolicyFingerprint.Builder fingerprint = PolicyFingerprint.of(side)
                .context(context)
                .endpointIdentification(endpointIdentification)
                .algorithmConstraints(
                        algorithmConstraints == null
                                ? null
                                : HexFormat.of().formatHex(ObjectTokens.of(algorithmConstraints, random)));
        if (side == Side.CLIENT) {
            identities.describe(fingerprint, random);
            trust.describe(fingerprint, trustPolicy, random);
        } else {
            fingerprint.clientAuthentication(
                    switch (clientAuthentication) {
                        case NONE -> PolicyFingerprint.ClientAuthentication.NONE;
                        case WANT -> PolicyFingerprint.ClientAuthentication.WANT;
                        case NEED -> PolicyFingerprint.ClientAuthentication.NEED;
                    });
            if (clientAuthentication != ClientAuthentication.NONE) {
                trust.describe(fingerprint, trustPolicy, random);
            }
        }
        return fingerprint.build();
    }
}
