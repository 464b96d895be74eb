package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireWriter;

/**
 * A handshake message as a value (RFC 9846 section 4):
 *
 * <pre>{@code
 * struct {
 *     HandshakeType msg_type;
 *     uint24 length;
 *     select (Handshake.msg_type) { ... };
 * } Handshake;
 * }</pre>
 *
 * <p>Values compare by content, and what {@link MessageCodec} accepted is encoded to the very bytes it came from.
 */
public sealed interface HandshakeMessage
        permits ClientHello,
                ServerHello,
                HelloRetryRequest,
                EncryptedExtensions,
                CertificateRequest,
                CertificateMessage,
                CertificateVerify,
                Finished,
                NewSessionTicket,
                KeyUpdate,
                EndOfEarlyData,
                HelloRequest,
                Tls12Certificate,
                ServerKeyExchange,
                Tls12CertificateRequest,
                ServerHelloDone,
                ClientKeyExchange,
                Tls12NewSessionTicket,
                Tls12CertificateStatus {
    /** Bytes before the body: the type and the length. */
    int HEADER_LENGTH = 4;

    HandshakeType type();

    /** Writes what follows the four bytes of type and length. */
    void writeBody(WireWriter out);

    /** The whole message with its header, as it enters the transcript. */
    default byte[] encode() {
        return new WireWriter().u8(type().code()).vector24(this::writeBody).toByteArray();
    }
}
