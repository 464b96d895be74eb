package dev.reprise.internal.message;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.internal.wire.WireReader;

/**
 * Makes handshake messages of bytes: the only place that does. What it accepts, {@link HandshakeMessage#encode()} gives
 * back byte for byte.
 *
 * <p>Both hellos are the same message in every version, so they are read here whatever the version will be; the other
 * messages are those of TLS 1.3.
 */
public final class MessageCodec {
    private MessageCodec() {}

    /**
     * Takes one message while it is open which version is spoken: a hello. Any other would be of the one version or the other.
     *
     * @param encoded the whole message with its header; not to be changed afterwards
     */
    public static Received receiveHello(byte[] encoded) {
        HandshakeType type = typeOf(encoded);
        if (type != HandshakeType.CLIENT_HELLO && type != HandshakeType.SERVER_HELLO) {
            throw new PeerMisbehaved(AlertDescription.UNEXPECTED_MESSAGE, type + " came before the hellos");
        }
        return receive13(encoded);
    }

    /**
     * Reads one whole message of TLS 1.3, or a hello of any version.
     *
     * @param encoded the message with its four-byte header
     * @return the value and {@code encoded} itself, which must not change any more
     * @throws TlsFault if it is not exactly one well-formed message that stands in a TLS 1.3 connection
     */
    public static Received receive13(byte[] encoded) {
        return new Received(parse13(typeOf(encoded), encoded), encoded);
    }

    /**
     * Reads one whole message of TLS 1.3, or a hello of any version.
     *
     * @param type the type that the header says
     * @param encodedWithHeader the message with its four-byte header
     * @throws TlsFault if it is not exactly one well-formed message that stands in a TLS 1.3 connection
     */
    public static HandshakeMessage parse13(HandshakeType type, byte[] encodedWithHeader) {
        WireReader in = WireReader.of(encodedWithHeader);
        int code = in.u8();
        if (code != type.code()) {
            throw new DecodeFault("a message of type " + code + " where the caller saw " + type);
        }
        WireReader body = in.vector24(0, 0xffffff);
        in.end("handshake message");
        HandshakeMessage message = switch (type) {
            case CLIENT_HELLO -> ClientHello.parse(body);
            case SERVER_HELLO -> ServerHello.parse(body);
            case NEW_SESSION_TICKET -> NewSessionTicket.parse(body);
            case END_OF_EARLY_DATA -> new EndOfEarlyData();
            case ENCRYPTED_EXTENSIONS -> EncryptedExtensions.parse(body);
            case CERTIFICATE -> CertificateMessage.parse(body);
            case CERTIFICATE_REQUEST -> CertificateRequest.parse(body);
            case CERTIFICATE_VERIFY -> CertificateVerify.parse(body);
            case FINISHED -> Finished.parse(body);
            case KEY_UPDATE -> KeyUpdate.parse(body);
            case HELLO_REQUEST,
                    SERVER_KEY_EXCHANGE,
                    SERVER_HELLO_DONE,
                    CLIENT_KEY_EXCHANGE,
                    CERTIFICATE_STATUS,
                    MESSAGE_HASH ->
                throw new PeerMisbehaved(AlertDescription.UNEXPECTED_MESSAGE, "TLS 1.3 has no message " + type);
        };
        body.end(type.toString());
        return message;
    }

    /**
     * Reads one whole message of TLS 1.2.
     *
     * @param encoded the message with its four-byte header
     * @throws TlsFault if it is not exactly one well-formed message that stands in a TLS 1.2 connection
     */
    public static Received receive12(byte[] encoded) {
        HandshakeType type = typeOf(encoded);
        WireReader in = WireReader.of(encoded);
        in.u8();
        WireReader body = in.vector24(0, 0xffffff);
        in.end("handshake message");
        HandshakeMessage message = switch (type) {
            case HELLO_REQUEST -> new HelloRequest();
            case CLIENT_HELLO -> ClientHello.parse(body);
            case SERVER_HELLO -> ServerHello.parse(body);
            case NEW_SESSION_TICKET -> Tls12NewSessionTicket.parse(body);
            case CERTIFICATE -> Tls12Certificate.parse(body);
            case CERTIFICATE_STATUS -> Tls12CertificateStatus.parse(body);
            case SERVER_KEY_EXCHANGE -> ServerKeyExchange.parse(body);
            case CERTIFICATE_REQUEST -> Tls12CertificateRequest.parse(body);
            case SERVER_HELLO_DONE -> new ServerHelloDone();
            case CERTIFICATE_VERIFY -> CertificateVerify.parse(body);
            case CLIENT_KEY_EXCHANGE -> ClientKeyExchange.parse(body);
            case FINISHED -> Finished.parse12(body);
            case END_OF_EARLY_DATA, ENCRYPTED_EXTENSIONS, KEY_UPDATE, MESSAGE_HASH ->
                throw new PeerMisbehaved(
                        AlertDescription.UNEXPECTED_MESSAGE, "TLS 1.2 has no message " + type + " here");
        };
        body.end(type.toString());
        return new Received(message, encoded);
    }

    /**
     * The type that the header of a message says.
     *
     * @throws PeerMisbehaved with {@code unexpected_message} if there is no such type
     */
    public static HandshakeType typeOf(byte[] encoded) {
        int code = WireReader.of(encoded).u8();
        HandshakeType type = HandshakeType.of(code);
        if (type == null) {
            throw new PeerMisbehaved(AlertDescription.UNEXPECTED_MESSAGE, "no handshake message has type " + code);
        }
        return type;
    }
}
