package dev.reprise.internal.session;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as bytes. The form is kept for ever: what one version wrote every later one reads.
 *
 * <pre>
 * struct {
 *     uint8 magic[4] = "RPSN";
 *     uint8 format = 1;
 *     Field fields&lt;0..2^18-9&gt;;     // 24 bits of length; in ascending order of their numbers, each at most once
 * } Session;
 *
 * struct {
 *     uint16 tag;                  // 0x8000: critical; the other 15 bits: the number
 *     opaque value&lt;0..2^18&gt;;       // 24 bits of length
 * } Field;
 * </pre>
 *
 * A reader steps over a field that it does not know, unless the field is critical: then it declines the session, because it
 * cannot tell what it would agree to. So a later version adds what older ones may ignore as a skippable field, and what they must
 * not ignore as a critical one, which it writes only where the value is not the default; {@code format} grows only if this
 * frame itself has to change. Absent means: no name, no protocol, no chain, empty, false, 0.
 *
 * <p>There is no check of integrity in here: tickets and store entries are sealed, exported sessions and files carry a digest.
 */
public final class SessionCodec {
    /** No session is longer than this, in bytes: 256 KiB. */
    public static final int MAX_LENGTH = 1 << 18;

    private static final byte[] MAGIC = {'R', 'P', 'S', 'N'};
    private static final int FORMAT = 1;
    private static final int HEADER_LENGTH = MAGIC.length + 1 + 3;
    private static final int MAX_FIELDS_LENGTH = MAX_LENGTH - HEADER_LENGTH;

    private static final int CRITICAL = 0x8000;

    private static final int VERSION = CRITICAL | 1; // uint16
    private static final int SIDE = CRITICAL | 2; // uint8: 0 client, 1 server
    private static final int SUITE = CRITICAL | 3; // uint16
    private static final int SECRET = CRITICAL | 4; // opaque
    private static final int EXTENDED_MASTER_SECRET = CRITICAL | 5; // empty; TLS 1.2 only
    private static final int ORIGIN_ID = CRITICAL | 6; // opaque[32]
    private static final int AUTHENTICATED_AT = CRITICAL | 7; // uint64, milliseconds since 1970
    private static final int ISSUED_AT = CRITICAL | 8; // uint64
    private static final int EXPIRES_AT = CRITICAL | 9; // uint64
    private static final int SERVER_NAME = CRITICAL | 10; // UTF-8, lower case
    private static final int PEER_NAME = CRITICAL | 11; // UTF-8, lower case
    private static final int PEER_CHAIN = CRITICAL | 12; // opaque certificate<1..2^24-1>, repeated
    private static final int PEER_CHAIN_NOT_AFTER = CRITICAL | 13; // uint64
    private static final int FINGERPRINT = CRITICAL | 14; // opaque[32]
    private static final int OWN_NAMES = CRITICAL | 15; // opaque
    private static final int TICKET = CRITICAL | 16; // opaque
    private static final int TICKET_AGE_ADD = CRITICAL | 17; // uint32
    private static final int SESSION_ID = CRITICAL | 18; // opaque
    private static final int SINGLE_USE = CRITICAL | 19; // empty
    private static final int GUARD_DOMAIN = CRITICAL | 20; // opaque
    private static final int MAX_EARLY_DATA = 21; // uint32
    private static final int APPLICATION_PROTOCOL = 22; // UTF-8
    private static final int GROUP = 23; // uint16
    private static final int JUDGE = 24; // opaque[32]

    private SessionCodec() {}

    /**
     * The session as bytes: with its secret, and not encrypted.
     *
     * @throws LocalFault if it is longer than {@link #MAX_LENGTH}; see {@link #fits}
     */
    public static byte[] encode(SessionState session) {
        WireWriter out = new WireWriter(1024);
        try {
            out.bytes(MAGIC).u8(FORMAT).vector24(fields -> writeFields(session, fields));
            if (out.size() > MAX_LENGTH) {
                throw new LocalFault("a session of " + out.size() + " bytes; " + MAX_LENGTH + " is the most");
            }
            return out.toByteArray();
        } finally {
            out.wipe();
        }
    }

    /** Whether the session can be encoded at all: only one with an unusually long chain cannot. */
    public static boolean fits(SessionState session) {
        return session.weight() + 2048 <= MAX_LENGTH;
    }

    /**
     * The inverse of {@link #encode}.
     *
     * @throws DecodeFault if the bytes are not a session that this version can read
     */
    public static SessionState decode(byte[] encoded) {
        WireReader in = WireReader.of(encoded);
        SessionState session = decode(in);
        in.end("session");
        return session;
    }

    /** Reads one session and leaves what follows it. */
    static SessionState decode(WireReader in) {
        if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
            throw new DecodeFault("not a session");
        }
        int format = in.u8();
        if (format != FORMAT) {
            throw new DecodeFault("a session of format " + format + ", which this version does not know");
        }
        Fields fields = new Fields();
        try {
            fields.readAll(in.vector24(0, MAX_FIELDS_LENGTH));
            return fields.toState();
        } catch (DecodeFault e) {
            fields.discard();
            throw e;
        } catch (IllegalArgumentException e) {
            fields.discard();
            throw new DecodeFault(String.valueOf(e.getMessage()));
        }
    }

    private static void writeFields(SessionState session, WireWriter out) {
        byte[] secret = session.secret().copy();
        try {
            number(out, VERSION, session.version(), 2);
            number(out, SIDE, session.side().code(), 1);
            number(out, SUITE, session.suite().code(), 2);
            field(out, SECRET, secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        flag(out, EXTENDED_MASTER_SECRET, session.version() == SessionState.TLS12 && session.extendedMasterSecret());
        field(out, ORIGIN_ID, session.originId());
        number(out, AUTHENTICATED_AT, session.authenticatedAt(), 8);
        number(out, ISSUED_AT, session.issuedAt(), 8);
        number(out, EXPIRES_AT, session.expiresAt(), 8);
        text(out, SERVER_NAME, session.serverName());
        text(out, PEER_NAME, session.peerName());
        if (session.hasPeerChain()) {
            out.u16(PEER_CHAIN).vector24(chain -> session.peerChainBytes().forEach(chain::opaque24));
            number(out, PEER_CHAIN_NOT_AFTER, session.peerChainNotAfter(), 8);
        }
        field(out, FINGERPRINT, session.fingerprint());
        fieldUnlessEmpty(out, OWN_NAMES, session.ownNames());
        fieldUnlessEmpty(out, TICKET, session.ticketBytes());
        numberUnlessZero(out, TICKET_AGE_ADD, session.ticketAgeAdd(), 4);
        fieldUnlessEmpty(out, SESSION_ID, session.sessionId());
        flag(out, SINGLE_USE, session.singleUse());
        byte[] guardDomain = session.guardDomain();
        if (guardDomain != null) {
            field(out, GUARD_DOMAIN, guardDomain);
        }
        numberUnlessZero(out, MAX_EARLY_DATA, session.maxEarlyData(), 4);
        text(out, APPLICATION_PROTOCOL, session.applicationProtocol());
        NamedGroup group = session.group();
        if (group != null) {
            number(out, GROUP, group.code(), 2);
        }
        fieldUnlessEmpty(out, JUDGE, session.judge());
    }

    private static void field(WireWriter out, int tag, byte[] value) {
        out.u16(tag).opaque24(value);
    }

    private static void fieldUnlessEmpty(WireWriter out, int tag, byte[] value) {
        if (value.length > 0) {
            field(out, tag, value);
        }
    }

    private static void flag(WireWriter out, int tag, boolean value) {
        if (value) {
            out.u16(tag).u24(0);
        }
    }

    private static void text(WireWriter out, int tag, @Nullable String value) {
        if (value != null) {
            field(out, tag, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void numberUnlessZero(WireWriter out, int tag, long value, int length) {
        if (value != 0) {
            number(out, tag, value, length);
        }
    }

    private static void number(WireWriter out, int tag, long value, int length) {
        out.u16(tag).u24(length);
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            out.u8((int) (value >>> shift) & 0xff);
        }
    }

    /** The fields of one session while they are read: those that make the builder, and all others with their defaults. */
    private static final class Fields {
        private int version = -1;
        private @Nullable Side side;
        private @Nullable CipherSuite suite;
        private @Nullable Secret secret;
        private boolean extendedMasterSecret;
        private byte @Nullable [] originId;
        private long authenticatedAt = -1;
        private long issuedAt = -1;
        private long expiresAt = -1;
        private @Nullable String serverName;
        private @Nullable String peerName;
        private List<byte[]> peerChain = List.of();
        private long peerChainNotAfter = -1;
        private byte @Nullable [] fingerprint;
        private byte[] ownNames = {};
        private byte[] ticket = {};
        private long ticketAgeAdd;
        private byte[] sessionId = {};
        private boolean singleUse;
        private byte @Nullable [] guardDomain;
        private long maxEarlyData;
        private @Nullable String applicationProtocol;
        private @Nullable NamedGroup group;
        private byte[] judge = {};

        void readAll(WireReader in) {
            int last = 0;
            while (!in.isEmpty()) {
                int tag = in.u16();
                int number = tag & ~CRITICAL;
                if (number <= last) {
                    throw new DecodeFault("a session's field " + number + " after field " + last);
                }
                last = number;
                WireReader value = in.vector24(0, MAX_FIELDS_LENGTH);
                read(tag, value);
                value.end("a session's field " + number);
            }
        }

        private void read(int tag, WireReader value) {
            switch (tag) {
                case VERSION -> version = value.u16();
                case SIDE -> side = side(value.u8());
                case SUITE -> suite = CipherSuite.of(value.u16());
                case SECRET -> secret = Secret.owning(upTo(64, value));
                case EXTENDED_MASTER_SECRET -> extendedMasterSecret = true;
                case ORIGIN_ID -> originId = upTo(SessionState.ORIGIN_ID_LENGTH, value);
                case AUTHENTICATED_AT -> authenticatedAt = value.u64();
                case ISSUED_AT -> issuedAt = value.u64();
                case EXPIRES_AT -> expiresAt = value.u64();
                case SERVER_NAME -> serverName = name(value);
                case PEER_NAME -> peerName = name(value);
                case PEER_CHAIN -> peerChain = chain(value);
                case PEER_CHAIN_NOT_AFTER -> peerChainNotAfter = value.u64();
                case FINGERPRINT -> fingerprint = upTo(SessionState.FINGERPRINT_LENGTH, value);
                case OWN_NAMES -> ownNames = upTo(SessionState.MAX_OWN_NAMES_LENGTH, value);
                case TICKET -> ticket = upTo(SessionState.MAX_TICKET_LENGTH, value);
                case TICKET_AGE_ADD -> ticketAgeAdd = value.u32();
                case SESSION_ID -> sessionId = upTo(SessionState.MAX_SESSION_ID_LENGTH, value);
                case SINGLE_USE -> singleUse = true;
                case GUARD_DOMAIN -> guardDomain = upTo(SessionState.MAX_GUARD_DOMAIN_LENGTH, value);
                case MAX_EARLY_DATA -> maxEarlyData = value.u32();
                case APPLICATION_PROTOCOL -> applicationProtocol = text(value);
                case GROUP -> group = NamedGroup.of(value.u16());
                case JUDGE -> judge = upTo(SessionState.JUDGE_LENGTH, value);
                default -> unknown(tag, value);
            }
        }

        /** Refused before anything is made of it, where it must be understood; stepped over where it need not. */
        private static void unknown(int tag, WireReader value) {
            if ((tag & CRITICAL) != 0) {
                throw new DecodeFault("a session with the critical field " + (tag & ~CRITICAL)
                        + ", which this version does not know");
            }
            value.rest();
        }

        /** What was read cannot be used: wipes the secret in it. */
        void discard() {
            if (secret != null) {
                secret.destroy();
            }
        }

        SessionState toState() {
            if (version < 0
                    || side == null
                    || suite == null
                    || secret == null
                    || originId == null
                    || fingerprint == null) {
                throw new DecodeFault("a session without a field that each one has");
            }
            if (peerChain.isEmpty() != (peerChainNotAfter == -1)) {
                throw new DecodeFault("a session with a chain and no notAfter, or the reverse");
            }
            if (version == SessionState.TLS13 && extendedMasterSecret) {
                throw new DecodeFault("a TLS 1.3 session that says it has an extended master secret");
            }
            return SessionState.builder(side, version, suite, secret)
                    .extendedMasterSecret(extendedMasterSecret || version == SessionState.TLS13)
                    .origin(originId, authenticatedAt)
                    .issuedAt(issuedAt)
                    .expiresAt(expiresAt)
                    .serverName(serverName)
                    .peerName(peerName)
                    .peerChain(peerChain, peerChainNotAfter)
                    .fingerprint(fingerprint)
                    .ownNames(ownNames)
                    .ticket(ticket)
                    .ticketAgeAdd(ticketAgeAdd)
                    .sessionId(sessionId)
                    .singleUse(singleUse)
                    .guardDomain(guardDomain)
                    .maxEarlyData(maxEarlyData)
                    .applicationProtocol(applicationProtocol)
                    .group(group)
                    .judge(judge)
                    .build();
        }

        private static Side side(int code) {
            for (Side side : Side.values()) {
                if (side.code() == code) {
                    return side;
                }
            }
            throw new DecodeFault("a session of side " + code);
        }

        private static byte[] upTo(int max, WireReader value) {
            if (value.remaining() > max) {
                throw new DecodeFault("a session's field of " + value.remaining() + " bytes, " + max + " is the most");
            }
            return value.rest();
        }

        private static String text(WireReader value) {
            byte[] utf8 = upTo(SessionState.MAX_NAME_LENGTH, value);
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(utf8))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new DecodeFault("a session's field that is not UTF-8");
            }
        }

        private static String name(WireReader value) {
            String name = text(value);
            if (!Names.lowerCase(name).equals(name)) {
                throw new DecodeFault("a session's name that is not in lower case");
            }
            return name;
        }

        private static List<byte[]> chain(WireReader value) {
            List<byte[]> chain = new ArrayList<>();
            while (!value.isEmpty()) {
                if (chain.size() == SessionState.MAX_CHAIN_LENGTH) {
                    throw new DecodeFault(
                            "a session with more than " + SessionState.MAX_CHAIN_LENGTH + " certificates");
                }
                chain.add(value.opaque24(1, MAX_FIELDS_LENGTH));
            }
            return chain;
        }
    }
}
