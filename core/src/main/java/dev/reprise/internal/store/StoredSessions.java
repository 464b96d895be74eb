package dev.reprise.internal.store;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionCodec;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import dev.reprise.session.ClientSessions.Server;
import dev.reprise.session.TlsSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a file of sessions holds: a client's sessions for one server, the newest first.
 *
 * <pre>
 * struct {
 *     uint8 magic[4] = "RPSF";
 *     uint8 format = 1;
 *     opaque host&lt;1..2^16-1&gt;;               // UTF-8, lower case
 *     uint16 port;
 *     opaque partition&lt;0..255&gt;;
 *     Encoded sessions&lt;0..2^24-1&gt;;          // opaque&lt;1..2^24-1&gt; each: a session as SessionCodec writes it
 *     opaque digest[16];                    // the first half of the SHA-256 of all bytes before
 * } StoredSessions;
 * </pre>
 *
 * The digest finds a file that was cut or changed by accident; who may write the file may do as he likes. A session that this
 * version cannot read, because a later one wrote it, is left out; the others are good.
 *
 * @param unreadable sessions that were left out
 */
record StoredSessions(Server server, List<TlsSession> sessions, int unreadable) {
    private static final byte[] MAGIC = {'R', 'P', 'S', 'F'};
    private static final int FORMAT = 1;
    private static final int DIGEST_LENGTH = 16;
    private static final int MAX_PARTITION = 255;

    /** The most sessions in one file. */
    static final int MAX_SESSIONS = MemoryClientSessions.MAX_FOR_ONE_SERVER;

    /** The most bytes of one file. */
    static final int MAX_LENGTH = MAX_SESSIONS * SessionCodec.MAX_LENGTH + 0x20000;

    StoredSessions {
        sessions = List.copyOf(sessions);
    }

    StoredSessions(Server server, List<TlsSession> sessions) {
        this(server, sessions, 0);
    }

    byte[] encode() {
        WireWriter out = new WireWriter(4096);
        try {
            out.bytes(MAGIC)
                    .u8(FORMAT)
                    .opaque16(server.host().getBytes(StandardCharsets.UTF_8))
                    .u16(server.port())
                    .opaque8(server.partition())
                    .vector24(all -> sessions.forEach(
                            session -> all.opaque24(SessionCodec.encode(SessionBridge.state(session)))));
            out.bytes(digest(out.toByteArray()));
            return out.toByteArray();
        } finally {
            out.wipe();
        }
    }

    /** @throws DecodeFault if the bytes are not what {@link #encode} gives, or were cut or changed */
    static StoredSessions decode(byte[] encoded) {
        if (encoded.length < MAGIC.length + DIGEST_LENGTH || !startsWith(encoded, MAGIC)) {
            throw new DecodeFault("not a file of sessions");
        }
        int end = encoded.length - DIGEST_LENGTH;
        byte[] content = Arrays.copyOf(encoded, end);
        if (!Arrays.equals(digest(content), Arrays.copyOfRange(encoded, end, encoded.length))) {
            throw new DecodeFault("a file of sessions that was cut or changed");
        }
        WireReader in = WireReader.of(content);
        in.bytes(MAGIC.length);
        int format = in.u8();
        if (format != FORMAT) {
            throw new DecodeFault("a file of sessions of format " + format + ", which this version does not know");
        }
        Server server = server(in);
        WireReader all = in.vector24(0, 0xffffff);
        in.end("file of sessions");
        return sessions(server, all);
    }

    private static Server server(WireReader in) {
        String host = new String(in.opaque16(1, 0xffff), StandardCharsets.UTF_8);
        int port = in.u16();
        return new Server(host, port, in.opaque8(0, MAX_PARTITION));
    }

    private static StoredSessions sessions(Server server, WireReader all) {
        List<TlsSession> sessions = new ArrayList<>();
        int unreadable = 0;
        while (!all.isEmpty()) {
            byte[] encoded = all.opaque24(1, SessionCodec.MAX_LENGTH);
            if (sessions.size() + unreadable == MAX_SESSIONS) {
                throw new DecodeFault("a file of more than " + MAX_SESSIONS + " sessions");
            }
            try {
                TlsSession session = SessionBridge.wrap(SessionCodec.decode(encoded));
                if (SessionBridge.state(session).side() == Side.CLIENT) {
                    sessions.add(session);
                } else {
                    unreadable++;
                }
            } catch (DecodeFault e) {
                unreadable++;
            }
        }
        return new StoredSessions(server, sessions, unreadable);
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static byte[] digest(byte[] content) {
        return Arrays.copyOf(HashAlgorithm.SHA256.digest(content), DIGEST_LENGTH);
    }
}
