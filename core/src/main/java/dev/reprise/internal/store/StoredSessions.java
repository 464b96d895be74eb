package dev.reprise.internal.store;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionCodec;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import dev.reprise.session.ClientSessions.Server;
import dev.reprise.session.TlsSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
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
 *     Encoded sessions&lt;0..2^24-1&gt;;          // opaque&lt;1..2^24-1&gt; each: a session as SessionCodec writes it, or Invalidated
 *     opaque digest[16];                    // the first half of the SHA-256 of all bytes before
 * } StoredSessions;
 *
 * struct {                                  // in the place of a session, where an origin was invalidated
 *     uint8 magic[4] = "RPSI";
 *     Origin origins&lt;0..2^16-1&gt;;            // opaque&lt;0..255&gt; each: an ID, the last one first
 * } Invalidated;
 * </pre>
 *
 * The digest finds a file that was cut or changed by accident; who may write the file may do as he likes. A session that this
 * version cannot read, because a later one wrote it, is left out; the others are good.
 *
 * @param unreadable sessions that were left out
 * @param invalidated IDs of origins, in hexadecimal digits, whose sessions are not to come back; the last one first. To a version that does not know of them
 *     they are one session that it cannot read
 */
record StoredSessions(Server server, List<TlsSession> sessions, int unreadable, List<String> invalidated) {
    private static final byte[] INVALIDATED = {'R', 'P', 'S', 'I'};
    private static final byte[] MAGIC = {'R', 'P', 'S', 'F'};
    private static final int FORMAT = 1;
    private static final int DIGEST_LENGTH = 16;
    private static final int MAX_PARTITION = 255;

    /** The most sessions in one file. */
    static final int MAX_SESSIONS = MemoryClientSessions.MAX_FOR_ONE_SERVER;

    /** The most bytes of one file. */
    static final int MAX_LENGTH = MAX_SESSIONS * SessionCodec.MAX_LENGTH + 0x20000;

    /** The most origins that a file remembers; beyond, the one invalidated first is forgotten. */
    static final int MAX_INVALIDATED = 32;

    StoredSessions {
        sessions = List.copyOf(sessions);
        invalidated = List.copyOf(invalidated);
    }

    StoredSessions(Server server, List<TlsSession> sessions) {
        this(server, sessions, 0, List.of());
    }

    /** The same for other sessions, of whichever server. */
    StoredSessions with(Server whose, List<TlsSession> others) {
        return new StoredSessions(whose, others, unreadable, invalidated);
    }

    boolean isInvalidated(SessionState session) {
        return invalidated.contains(HexFormat.of().formatHex(session.originId()));
    }

    /** Without the sessions that descend from the origin, which is remembered. */
    StoredSessions without(byte[] originId) {
        List<String> ids = new ArrayList<>(invalidated);
        String id = HexFormat.of().formatHex(originId);
        ids.remove(id);
        ids.add(0, id);
        return new StoredSessions(
                server,
                sessions.stream()
                        .filter(session -> !SessionBridge.state(session).descendsFrom(originId))
                        .toList(),
                unreadable,
                ids.subList(0, Math.min(ids.size(), MAX_INVALIDATED)));
    }

    byte[] encode() {
        WireWriter out = new WireWriter(4096);
        try {
            out.bytes(MAGIC)
                    .u8(FORMAT)
                    .opaque16(server.host().getBytes(StandardCharsets.UTF_8))
                    .u16(server.port())
                    .opaque8(server.partition())
                    .vector24(this::encodeAll);
            out.bytes(digest(out.toByteArray()));
            return out.toByteArray();
        } finally {
            out.wipe();
        }
    }

    private void encodeAll(WireWriter all) {
        // What stands in the place of a session takes its place.
        sessions.stream()
                .limit(invalidated.isEmpty() ? MAX_SESSIONS : MAX_SESSIONS - 1)
                .forEach(session -> all.opaque24(SessionCodec.encode(SessionBridge.state(session))));
        if (!invalidated.isEmpty()) {
            all.opaque24(new WireWriter()
                    .bytes(INVALIDATED)
                    .vector16(ids ->
                            invalidated.forEach(id -> ids.opaque8(HexFormat.of().parseHex(id))))
                    .toByteArray());
        }
    }

    private static List<String> invalidated(byte[] encoded) {
        WireReader in = WireReader.of(encoded);
        in.bytes(INVALIDATED.length);
        WireReader ids = in.vector16(0, 0xffff);
        in.end("list of invalidated origins");
        List<String> invalidated = new ArrayList<>();
        while (!ids.isEmpty()) {
            invalidated.add(HexFormat.of().formatHex(ids.opaque8(0, 0xff)));
        }
        return invalidated.subList(0, Math.min(invalidated.size(), MAX_INVALIDATED));
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
        List<String> invalidated = new ArrayList<>();
        int unreadable = 0;
        int entries = 0;
        while (!all.isEmpty()) {
            byte[] encoded = all.opaque24(1, SessionCodec.MAX_LENGTH);
            if (++entries > MAX_SESSIONS) {
                throw new DecodeFault("a file of more than " + MAX_SESSIONS + " sessions");
            }
            if (startsWith(encoded, INVALIDATED)) {
                invalidated.addAll(invalidated(encoded));
                continue;
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
        return new StoredSessions(server, sessions, unreadable, invalidated);
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static byte[] digest(byte[] content) {
        return Arrays.copyOf(HashAlgorithm.SHA256.digest(content), DIGEST_LENGTH);
    }
}
