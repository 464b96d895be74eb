package dev.reprise.internal.handshake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What is signed in a CertificateVerify (RFC 9846, section 4.5.2). */
public final class HandshakeSignatures {
    private static final byte[] SERVER = "TLS 1.3, server CertificateVerify".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLIENT = "TLS 1.3, client CertificateVerify".getBytes(StandardCharsets.US_ASCII);

    private HandshakeSignatures() {}

    /** 64 spaces, the context, a zero byte, the transcript's hash. */
    public static byte[] serverContent(byte[] transcriptHash) {
        return content(SERVER, transcriptHash);
    }

    /** As {@link #serverContent}, in the client's context. */
    public static byte[] clientContent(byte[] transcriptHash) {
        return content(CLIENT, transcriptHash);
    }

    private static byte[] content(byte[] context, byte[] transcriptHash) {
        ByteArrayOutputStream content = new ByteArrayOutputStream(64 + context.length + 1 + transcriptHash.length);
        for (int i = 0; i < 64; i++) {
            content.write(0x20);
        }
        content.writeBytes(context);
        content.write(0);
        content.writeBytes(transcriptHash);
        return content.toByteArray();
    }
}
