package dev.reprise.internal.handshake.server;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.KeyShareEntry;
import dev.reprise.internal.message.KeyShares;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.PskKeyExchangeModes;
import dev.reprise.internal.message.SignatureAlgorithms;
import dev.reprise.internal.message.SignatureAlgorithmsCert;
import dev.reprise.internal.message.SupportedGroups;
import dev.reprise.internal.message.SupportedVersions;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS 1.3 ClientHello offers, once it is known to hold together (RFC 9846, sections 4.2.2, 4.3 and 9.2).
 *
 * @param groups in the client's order
 * @param shares key shares, each of one of the groups
 * @param signatureSchemes empty if it can only resume
 * @param certificateSchemes the handshake's where not said apart
 * @param offeredSessions null if it offers none
 * @param pskDheKe whether it resumes with a new key exchange, and this side too
 * @param pskKe whether it resumes without, and this side too
 */
record HelloParameters(
        List<NamedGroup> groups,
        List<KeyShareEntry> shares,
        List<SignatureScheme> signatureSchemes,
        List<SignatureScheme> certificateSchemes,
        @Nullable PreSharedKeys offeredSessions,
        boolean pskDheKe,
        boolean pskKe) {

    static HelloParameters of(ClientHello hello, EndpointConfig endpoint) {
        Extensions extensions = hello.extensions();
        requireVersion(extensions, endpoint);
        if (hello.legacyVersion() != ProtocolVersion.TLS12) {
            throw new PeerMisbehaved(
                    AlertDescription.PROTOCOL_VERSION,
                    "a TLS 1.3 ClientHello has legacy_version " + ProtocolVersion.name(hello.legacyVersion()));
        }
        if (!hello.offersOnlyNullCompression()) {
            throw new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, "a TLS 1.3 ClientHello offers compression");
        }
        PreSharedKeys offered = extensions.get(PreSharedKeys.class);
        PskKeyExchangeModes modes = extensions.get(PskKeyExchangeModes.class);
        if (offered != null && modes == null) {
            throw missing("a ClientHello with pre_shared_key has no psk_key_exchange_modes");
        }
        SupportedGroups groups = extensions.get(SupportedGroups.class);
        KeyShares shares = extensions.get(KeyShares.class);
        if ((groups == null) != (shares == null)) {
            throw missing("a ClientHello has only one of supported_groups and key_share");
        }
        SignatureAlgorithms signatures = extensions.get(SignatureAlgorithms.class);
        if (offered == null && (signatures == null || groups == null)) {
            throw missing("a ClientHello has neither pre_shared_key nor signature_algorithms with supported_groups");
        }
        List<NamedGroup> groupList = groups == null ? List.of() : groups.groups();
        List<KeyShareEntry> shareList = shares == null ? List.of() : shares.entries();
        if (!groupList.containsAll(shareList.stream().map(KeyShareEntry::group).toList())) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER, "a ClientHello has a key share of a group it does not offer");
        }
        List<SignatureScheme> handshakeSchemes = signatures == null ? List.of() : signatures.schemes();
        SignatureAlgorithmsCert certificates = extensions.get(SignatureAlgorithmsCert.class);
        List<Integer> modeList = modes == null ? List.of() : modes.modes();
        return new HelloParameters(
                groupList,
                shareList,
                handshakeSchemes,
                certificates == null ? handshakeSchemes : certificates.schemes(),
                offered,
                modeList.contains(PskKeyExchangeModes.PSK_DHE_KE),
                modeList.contains(PskKeyExchangeModes.PSK_KE) && endpoint.pskKe());
    }

    private static void requireVersion(Extensions extensions, EndpointConfig endpoint) {
        SupportedVersions versions = extensions.get(SupportedVersions.class);
        if (versions == null || !versions.versions().contains(ProtocolVersion.TLS13)) {
            throw new PeerIncompatible(AlertDescription.PROTOCOL_VERSION, "the client does not speak TLS 1.3");
        }
        if (!endpoint.versions().contains(ProtocolVersion.TLS13)) {
            throw new PeerIncompatible(AlertDescription.PROTOCOL_VERSION, "TLS 1.3 is not enabled here");
        }
    }

    /** Whether there is a mode in which this client could resume with this server. */
    boolean pskModeInCommon() {
        return pskDheKe || pskKe;
    }

    private static PeerMisbehaved missing(String what) {
        return new PeerMisbehaved(AlertDescription.MISSING_EXTENSION, what);
    }
}
