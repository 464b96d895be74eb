package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.EcPointFormats;
import dev.reprise.internal.message.ExtendedMasterSecret;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.RenegotiationInfo;
import dev.reprise.internal.message.SessionTicketExtension;
import dev.reprise.internal.message.SignatureAlgorithms;
import dev.reprise.internal.message.SignatureAlgorithmsCert;
import dev.reprise.internal.message.SupportedGroups;
import dev.reprise.internal.message.SupportedVersions;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.util.List;

/**
 * What a ClientHello offers to a server that speaks TLS 1.2 with it.
 *
 * @param groups in the client's order; a client that names none takes secp256r1 (RFC 8422 section 5.1)
 * @param speaksTls13 whether it would have spoken TLS 1.3 with a server that does
 * @param extendedMasterSecret whether it binds the master secret to the handshake (RFC 7627)
 * @param secureRenegotiation whether it knows RFC 5746, which is answered and then never used
 * @param takesTickets whether it keeps state for the server (RFC 5077)
 * @param ticket what it kept; empty if nothing
 */
record Tls12HelloParameters(
        List<NamedGroup> groups,
        List<SignatureScheme> signatureSchemes,
        List<SignatureScheme> certificateSchemes,
        boolean speaksTls13,
        boolean extendedMasterSecret,
        boolean secureRenegotiation,
        boolean takesTickets,
        byte[] ticket) {
    private static final int EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff;

    static Tls12HelloParameters of(ClientHello hello) {
        Extensions extensions = hello.extensions();
        if (!hello.offersNullCompression()) {
            throw new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, "a ClientHello without null compression");
        }
        SignatureAlgorithms signatures = extensions.get(SignatureAlgorithms.class);
        if (signatures == null) {
            // RFC 5246 section 7.4.1.4.1: it would mean SHA-1, which nobody signs with here.
            throw new PeerIncompatible(
                    AlertDescription.HANDSHAKE_FAILURE, "the client names no signature algorithms, which means SHA-1");
        }
        EcPointFormats formats = extensions.get(EcPointFormats.class);
        if (formats != null && !formats.hasUncompressed()) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "a ClientHello whose ec_point_formats has not the one all have");
        }
        RenegotiationInfo renegotiation = extensions.get(RenegotiationInfo.class);
        if (renegotiation != null && renegotiation.renegotiatedConnection().length > 0) {
            throw new PeerMisbehaved(
                    AlertDescription.HANDSHAKE_FAILURE, "a first ClientHello that says it renegotiates");
        }
        SupportedGroups groups = extensions.get(SupportedGroups.class);
        SignatureAlgorithmsCert certificates = extensions.get(SignatureAlgorithmsCert.class);
        SupportedVersions versions = extensions.get(SupportedVersions.class);
        SessionTicketExtension ticket = extensions.get(SessionTicketExtension.class);
        return new Tls12HelloParameters(
                groups == null ? List.of(NamedGroup.SECP256R1) : groups.groups(),
                signatures.schemes(),
                certificates == null ? signatures.schemes() : certificates.schemes(),
                versions != null && versions.versions().contains(ProtocolVersion.TLS13),
                extensions.get(ExtendedMasterSecret.class) != null,
                renegotiation != null
                        || hello.cipherSuites().stream()
                                .anyMatch(suite -> suite.code() == EMPTY_RENEGOTIATION_INFO_SCSV),
                ticket != null,
                ticket == null ? new byte[0] : ticket.ticket());
    }
}
