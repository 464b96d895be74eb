package dev.reprise.cli.demo;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Looks into the hellos of one direction, which travel in the clear, for the extension {@code pre_shared_key} (RFC 9846 section 4.3.11):
 * in a ClientHello it says that a session is offered, in a ServerHello that it is resumed. The last hello counts, since a HelloRetryRequest
 * may come before.
 */
final class HelloReader {
    private static final int PRE_SHARED_KEY = 41;
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

    /** Whether the last hello in the clear has the extension. */
    boolean preSharedKey() {
        boolean has = false;
        ByteBuffer plain = plainHandshake();
        try {
            while (plain.remaining() >= 4) {
                int type = plain.get();
                ByteBuffer body = vector(plain, 3);
                if (type == helloType) {
                    has = helloHas(body);
                }
            }
        } catch (BufferUnderflowException e) {
            // The rest has not come yet, or is not kept.
        }
        return has;
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

    private boolean helloHas(ByteBuffer hello) {
        hello.getShort(); // version
        hello.get(new byte[32]); // random
        vector(hello, 1); // session ID
        if (helloType == CLIENT_HELLO) {
            vector(hello, 2); // suites
            vector(hello, 1); // compression methods
        } else {
            hello.getShort(); // suite
            hello.get(); // compression method
        }
        ByteBuffer extensions = vector(hello, 2);
        while (extensions.hasRemaining()) {
            if (extensions.getShort() == PRE_SHARED_KEY) {
                return true;
            }
            vector(extensions, 2);
        }
        return false;
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
