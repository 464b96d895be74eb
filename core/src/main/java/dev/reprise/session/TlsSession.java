package dev.reprise.session;

import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionExport;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.wire.DecodeFault;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What two peers agreed on in a handshake, so that a later connection can go on from it. An immutable value: it can be handed to
 * another connection, another thread, and, {@linkplain #export() exported}, to another process.
 *
 * <p>On a client each ticket is a session of its own; those of one connection share the {@link #origin()}. The secret and the
 * ticket cannot be asked for; only the exported form contains them.
 *
 * <p>A session that can be resumed as far as it knows may still be refused: by the rules of this side (a name, a policy, a suite
 * that is disabled now) or by the peer. Then there is a full handshake, and {@link Resumption#reason()} says why.
 */
public final class TlsSession {
    static {
        SessionBridge.install(new SessionBridge.Access() {
            @Override
            public TlsSession wrap(SessionState state) {
                return new TlsSession(state);
            }

            @Override
            public SessionState state(TlsSession session) {
                return session.state;
            }
        });
    }

    private final SessionState state;

    private TlsSession(SessionState state) {
        this.state = state;
    }

    /**
     * The inverse of {@link #export()}. Nothing is judged but the form: an expired session parses.
     *
     * @throws SessionFormatException if the bytes are not an exported session, or were cut or changed, or come from a version
     *     whose sessions this one cannot read
     */
    public static TlsSession parse(byte[] exported) throws SessionFormatException {
        try {
            TlsSession session = new TlsSession(SessionExport.read(exported));
            session.parseChain();
            return session;
        } catch (DecodeFault e) {
            throw new SessionFormatException("no session that can be read: " + e.getMessage(), e);
        } catch (CertificateException e) {
            throw new SessionFormatException("a session with a certificate that cannot be read", e);
        }
    }

    /**
     * The session as bytes, for {@link #parse} in this or another process. They contain its secret in the clear: whoever has them
     * can resume the session in the name of this side, and, in TLS 1.2 or without a new key exchange, read its connections.
     * Keep them as you keep a password. The form is stable: later versions read it.
     *
     * @return at most 256 KiB; usually some hundred bytes and the peer's certificates
     */
    public byte[] export() {
        return SessionExport.write(state);
    }

    /** {@code TLSv1.3} or {@code TLSv1.2}. */
    public String protocol() {
        return state.version() == SessionState.TLS13 ? "TLSv1.3" : "TLSv1.2";
    }

    /** The IANA name of the cipher suite. In TLS 1.3 a resumed connection may use another one with the same hash. */
    public String cipherSuite() {
        return state.suite().name();
    }

    /** The full handshake that authenticated, from which this session descends. */
    public Origin origin() {
        return new Origin(state.originId(), Instant.ofEpochMilli(state.authenticatedAt()));
    }

    /** When it was issued; on a client, when its ticket came. */
    public Instant issuedAt() {
        return Instant.ofEpochMilli(state.issuedAt());
    }

    /** From when on it will not be resumed any more; never later than seven days after {@link #origin()}. */
    public Instant expiresAt() {
        return Instant.ofEpochMilli(state.expiresAt());
    }

    /** The server name that the client asked for (RFC 6066 section 3), in lower case. */
    public Optional<String> serverName() {
        return Optional.ofNullable(state.serverName());
    }

    /** The name or address that the peer was verified to be, in lower case; empty where it was not identified. */
    public Optional<String> peerName() {
        return Optional.ofNullable(state.peerName());
    }

    /** The application protocol of the connection that made it (RFC 7301). A resumed connection agrees on one anew. */
    public Optional<String> applicationProtocol() {
        return Optional.ofNullable(state.applicationProtocol());
    }

    /** The peer's certificates, its own first; empty on a server whose client showed none. */
    public List<X509Certificate> peerCertificates() {
        try {
            return parseChain();
        } catch (CertificateException e) {
            // They were parsed when the handshake or parse() took them.
            throw new IllegalStateException("a certificate that could be read before cannot be read now", e);
        }
    }

    /** Bytes of the ticket; 0 for a TLS 1.2 session that is known by its ID only, and on a server. */
    public int ticketLength() {
        return state.ticketLength();
    }

    /** Bytes of early data (0-RTT) that the server takes with it; 0: none. */
    public long maxEarlyData() {
        return state.maxEarlyData();
    }

    /** Whether it works once only. A client cannot know: there, it is so if the session must not be used again. */
    public boolean singleUse() {
        return state.singleUse();
    }

    private List<X509Certificate> parseChain() throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (byte[] der : state.peerChain()) {
            chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        return List.copyOf(chain);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsSession session && state.equals(session.state);
    }

    @Override
    public int hashCode() {
        return state.hashCode();
    }

    /** Protocol, suite, name and times; nothing that helps to resume. */
    @Override
    public String toString() {
        return "TlsSession[" + protocol() + ", " + cipherSuite() + ", "
                + serverName().orElse("no server name") + ", issued " + issuedAt() + ", expires " + expiresAt() + "]";
    }
}
