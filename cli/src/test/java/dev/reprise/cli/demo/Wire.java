package dev.reprise.cli.demo;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Bytes as TLS puts them on the wire, with nothing in them but what a test looks for. */
final class Wire {
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;
    private static final int SESSION_TICKET = 35;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;

    private Wire() {}

    static byte[] clientHello(boolean offersSession) {
        return message(
                1,
                join(
                        new byte[] {3, 3},
                        new byte[32],
                        vector(1, new byte[32]),
                        vector(2, 0x13, 0x01, 0x13, 0x02),
                        vector(1, 0),
                        extensions(offersSession)));
    }

    static byte[] serverHello(boolean takesSession) {
        return message(
                2,
                join(
                        new byte[] {3, 3},
                        new byte[32],
                        vector(1, new byte[32]),
                        new byte[] {0x13, 0x01, 0},
                        extensions(takesSession)));
    }

    /** Of TLS 1.2; a session ID of this byte alone, or none where it is 0; a ticket of so many bytes. */
    static byte[] tls12ClientHello(int sessionId, int ticketLength) {
        byte[] ticket = join(new byte[] {0, SESSION_TICKET}, vector(2, new byte[ticketLength]));
        return message(
                1,
                join(
                        new byte[] {3, 3},
                        new byte[32],
                        tls12SessionId(sessionId),
                        vector(2, 0xc0, 0x2b),
                        vector(1, 0),
                        vector(2, ticket)));
    }

    static byte[] tls12ServerHello(int sessionId) {
        return message(
                2, join(new byte[] {3, 3}, new byte[32], tls12SessionId(sessionId), new byte[] {(byte) 0xc0, 0x2b, 0}));
    }

    private static byte[] tls12SessionId(int value) {
        byte[] id = new byte[value == 0 ? 0 : 32];
        Arrays.fill(id, (byte) value);
        return vector(1, id);
    }

    private static byte[] extensions(boolean preSharedKey) {
        byte[] versions = join(new byte[] {0, SUPPORTED_VERSIONS}, vector(2, 3, 4));
        byte[] key = preSharedKey ? join(new byte[] {0, PRE_SHARED_KEY}, vector(2, 0, 0)) : new byte[0];
        return vector(2, join(versions, key));
    }

    static byte[] message(int type, byte[] body) {
        return join(new byte[] {(byte) type}, vector(3, body));
    }

    /** The content as records of at most so many bytes. */
    static byte[] records(int type, int most, byte[] content) {
        byte[] records = new byte[0];
        for (int start = 0; start < content.length; start += most) {
            byte[] part = Arrays.copyOfRange(content, start, Math.min(content.length, start + most));
            records = join(records, record(type, part));
        }
        return records;
    }

    static byte[] record(int type, byte[] content) {
        return join(new byte[] {(byte) type, 3, 3}, vector(2, content));
    }

    static byte[] changeCipherSpec() {
        return record(20, new byte[] {1});
    }

    private static byte[] vector(int lengthBytes, int... content) {
        byte[] bytes = new byte[content.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) content[i];
        }
        return vector(lengthBytes, bytes);
    }

    private static byte[] vector(int lengthBytes, byte[] content) {
        byte[] length = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            length[i] = (byte) (content.length >> 8 * (lengthBytes - 1 - i));
        }
        return join(length, content);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
