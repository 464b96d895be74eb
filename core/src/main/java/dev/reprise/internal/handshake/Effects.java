package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.session.TlsSession;

/** What a handshake does to its connection. States call these in the order in which they are to take effect. */
public interface Effects {

    /** Puts an encoded handshake message into the queue of what is to be written. */
    void sendHandshake(byte[] encoded);

    /** Encodes a message, adds it to the transcript and sends it. */
    default void send(HandshakeMessage message, Transcript transcript) {
        byte[] encoded = message.encode();
        transcript.add(encoded);
        sendHandshake(encoded);
    }

    /** Sends the record that middleboxes expect of older versions (RFC 9846, appendix E.4); once a connection. */
    void sendCompatibilityChangeCipherSpec();

    /** TLS 1.2 was negotiated: the peer's change_cipher_spec is a step of the handshake from now on. */
    void awaitChangeCipherSpec();

    /** Sends TLS 1.2's change_cipher_spec; what follows is sealed with these keys, which are taken out of their holders. */
    void changeWriteKeys(CipherSuite suite, MasterSecret.Keys keys);

    /** After the peer's change_cipher_spec: its records open with these TLS 1.2 keys, which the connection now owns. */
    void changeReadKeys(CipherSuite suite, MasterSecret.Keys keys);

    /** Tells the peer something that ends nothing: TLS 1.2 alone has such alerts. */
    void warn(AlertDescription description);

    /**
     * From the next record on the peer's records open with this traffic secret, which the connection now owns. Refuses the connection if a
     * part of a handshake message has already arrived under the keys before (RFC 9846, section 5.1).
     */
    void installReadKeys(CipherSuite suite, Secret trafficSecret);

    /** From the next record on, and behind all that was sent so far, our records are sealed with this traffic secret. */
    void installWriteKeys(CipherSuite suite, Secret trafficSecret);

    /** The peer's read keys move on (KeyUpdate). */
    void updateReadKeys();

    /** Our write keys move on: sends a KeyUpdate that asks for none, unless one already waits to be written. */
    void updateWriteKeys();

    /** The largest plaintext that the peer takes in a record, content type and padding included (RFC 8449). */
    void limitPeerRecords(int limit);

    /** Our own announced limit holds from now on. */
    void limitOwnRecords(int limit);

    /** Drops the peer's 0-RTT records, up to so many bytes, since early data was not accepted. */
    void skipEarlyData(long maxBytes);

    /** The peer has answered: a ticket that was offered is spent. */
    void offerAnswered();

    /** The handshake is complete; application data may flow both ways. */
    void connected(ConnectionSummary summary);

    /** Does work that may block, or that others wrote, after this step: outside of every lock, before the caller gets its answer. */
    void afterwards(Runnable work);

    /** The server issued a session to this client. */
    void sessionReceived(TlsSession session);
}
