package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireWriter;

/**
 * One extension of a message (RFC 9846 section 4.3):
 *
 * <pre>{@code
 * struct {
 *     ExtensionType extension_type;
 *     opaque extension_data<0..2^16-1>;
 * } Extension;
 * }</pre>
 *
 * <p>What the data of a code point means depends on the message, so a code point may have several of these types: a
 * client sends {@link KeyShares}, a server answers with a {@link KeyShare} or asks by a {@link KeyShareRetry}. Code
 * points that this library has no use for, GREASE (RFC 8701) among them, are {@link Unknown} and kept as they are.
 */
public sealed interface Extension
        permits ServerName,
                ServerNameAck,
                SupportedVersions,
                SelectedVersion,
                SupportedGroups,
                SignatureAlgorithms,
                SignatureAlgorithmsCert,
                KeyShares,
                KeyShare,
                KeyShareRetry,
                PskKeyExchangeModes,
                PreSharedKeys,
                SelectedPsk,
                EarlyDataIndication,
                MaxEarlyData,
                Cookie,
                ApplicationProtocols,
                RecordSizeLimit,
                TicketRequest,
                TicketRequestHint,
                CertificateAuthorities,
                ExtendedMasterSecret,
                RenegotiationInfo,
                SessionTicketExtension,
                EcPointFormats,
                StatusRequest,
                StatusRequestAck,
                CertificateStatus,
                Unknown {
    /** The code point, one of {@link ExtensionType} or any other, 0 to 65535. */
    int type();

    /** Writes {@code extension_data} without its length. */
    void writeBody(WireWriter out);
}
