package dev.reprise.cli.demo;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Looks into the hellos of one direction, which travel in the clear, for what they say of sessions. The last hello counts, since a
 * HelloRetryRequest may come before.
 */
final class HelloReader {
    private static final int SESSION_TICKET = 35;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int MOST = 64 * 1024;

    private final int helloType;
    private byte[] seen = new byte[2048];
    private int length;

    private HelloReader(int helloType) {
        this.helloType = helloType;
    }

    static HelloReader ofClient() {
        return new HelloReader(CLIENT_HELLO);
    }

    static HelloReader ofServer() {
        return new HelloReader(SERVER_HELLO);
    }

    /** Keeps the bytes, as far as hellos can reach. */
    void add(byte[] bytes, int count) {
        int kept = Math.min(count, MOST - length);
        if (length + kept > seen.length) {
            seen = Arrays.copyOf(seen, Math.min(MOST, Math.max(2 * seen.length, length + kept)));
        }
        System.arraycopy(bytes, 0, seen, length, kept);
        length += kept;
    }

    /** How many bytes it keeps. */
    int kept() {
        return length;
    }

    /**
     * What a hello says of sessions.
     *
     * @param sessionId TLS 1.2's; in TLS 1.3 it means nothing
     * @param ticket whether it has a ticket of TLS 1.2's in it (RFC 5077)
     * @param preSharedKey whether it has that extension of TLS 1.3's: in a ClientHello a session is offered by it, in a ServerHello resumed
     *     (RFC 9846 section 4.3.11)
     * @param tls13 whether it names its version, or versions, as TLS 1.3 does
     */
    record Hello(ByteBuffer sessionId, boolean ticket, boolean preSharedKey, boolean tls13) {
        static final Hello NONE = new Hello(ByteBuffer.allocate(0), false, false, false);
    }

    /** The last hello in the clear; {@link Hello#NONE} if there is none. */
    Hello last() {
        Hello last = Hello.NONE;
        ByteBuffer plain = plainHandshake();
        try {
            while (plain.remaining() >= 4) {
                int type = plain.get();
                ByteBuffer body = vector(plain, 3);
                if (type == helloType) {
                    last = hello(body);
                }
            }
        } catch (BufferUnderflowException e) {
            // The rest has not come yet, or is not kept.
        }
        return last;
    }

    /** The contents of the handshake records that are not encrypted: those up to the first one of another type than 20 to 22. */
    private ByteBuffer plainHandshake() {
        ByteBuffer records = ByteBuffer.wrap(seen, 0, length);
        ByteBuffer plain = ByteBuffer.allocate(length);
        while (records.remaining() >= 5) {
            int type = records.get();
            records.getShort();
            int size = Short.toUnsignedInt(records.getShort());
            if (type < 20 || type > HANDSHAKE || size > records.remaining()) {
                break;
            }
            ByteBuffer content = records.slice().limit(size);
            records.position(records.position() + size);
            if (type == HANDSHAKE) {
                plain.put(content);
            }
        }
        return plain.flip();
    }

    private Hello hello(ByteBuffer hello) {
        hello.getShort(); // version
        hello.get(new byte[32]); // random
        ByteBuffer sessionId = vector(hello, 1);
        if (helloType == CLIENT_HELLO) {
            vector(hello, 2); // suites
            vector(hello, 1); // compression methods
        } else {
            hello.getShort(); // suite
            hello.get(); // compression method
        }
        boolean ticket = false;
        boolean preSharedKey = false;
        boolean tls13 = false;
        // A hello of TLS 1.2 may have none at all.
        ByteBuffer extensions = hello.hasRemaining() ? vector(hello, 2) : hello;
        while (extensions.hasRemaining()) {
            int type = extensions.getShort();
            ByteBuffer body = vector(extensions, 2);
            ticket |= type == SESSION_TICKET && body.hasRemaining();
            preSharedKey |= type == PRE_SHARED_KEY;
            tls13 |= type == SUPPORTED_VERSIONS;
        }
        return new Hello(sessionId, ticket, preSharedKey, tls13);
    }

    /** What stands behind a length of so many bytes. */
    private static ByteBuffer vector(ByteBuffer from, int lengthBytes) {
        int size = 0;
        for (int i = 0; i < lengthBytes; i++) {
            size = size << 8 | Byte.toUnsignedInt(from.get());
        }
        if (size > from.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer vector = from.slice().limit(size);
        from.position(from.position() + size);
        return vector;
    }
}
