package dev.reprise.internal.jsse;

import dev.reprise.internal.crypto.SignatureScheme;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What all sessions of JSSE have in common here: the peer, its certificates, the sizes of buffers, the values that an application binds. */
@SuppressWarnings("NullAway") // JSSE says "null" for the certificates and the principal of a side that showed none.
abstract class BasicSession extends ExtendedSSLSession {
    /** The JDK's size, which frameworks know: room for any record of TLS 1.3 and of TLS 1.2. */
    static final int PACKET_BUFFER_SIZE = 16_709;

    /** Room for the content of any record. */
    static final int APPLICATION_BUFFER_SIZE = 16_704;

    /**
     * The name under which a session gives itself, so that it is found behind the wrappers that some clients hand out.
     * It is not among {@link #getValueNames()}.
     */
    static final String SELF = "dev.reprise.session";

    private final SessionValues values;
    private final @Nullable String peerHost;
    private final int peerPort;

    /** @param peerHost null if nobody said */
    BasicSession(SessionValues values, @Nullable String peerHost, int peerPort) {
        this.values = values;
        this.peerHost = peerHost;
        this.peerPort = peerPort;
    }

    /** The engine or socket that it is a session of; null once nobody has that any more. */
    final @Nullable Endpoint owner() {
        return values.owner();
    }

    /** The peer's certificates; empty if it has shown none. */
    abstract List<X509Certificate> peerChain();

    /** This side's certificates; empty if it has shown none. */
    abstract List<X509Certificate> localChain();

    @Override
    public final @Nullable String getPeerHost() {
        return peerHost;
    }

    @Override
    public final int getPeerPort() {
        return peerPort;
    }

    @Override
    public final Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        if (peerChain().isEmpty()) {
            throw new SSLPeerUnverifiedException("the peer has shown no certificate");
        }
        return peerChain().toArray(X509Certificate[]::new);
    }

    @Override
    public final Certificate @Nullable [] getLocalCertificates() {
        return localChain().isEmpty() ? null : localChain().toArray(X509Certificate[]::new);
    }

    @Override
    public final Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        return ((X509Certificate) getPeerCertificates()[0]).getSubjectX500Principal();
    }

    @Override
    public final @Nullable Principal getLocalPrincipal() {
        return localChain().isEmpty() ? null : localChain().get(0).getSubjectX500Principal();
    }

    /** OCSP responses for the peer's certificates, in their order, that came with them; an empty array where one has none. */
    @Override
    public abstract List<byte[]> getStatusResponses();

    @Override
    public final int getPacketBufferSize() {
        return PACKET_BUFFER_SIZE;
    }

    @Override
    public final int getApplicationBufferSize() {
        return APPLICATION_BUFFER_SIZE;
    }

    @Override
    public final void putValue(String name, Object value) {
        if (name == null || value == null) {
            throw new IllegalArgumentException("name and value must not be null");
        }
        values.put(this, name, value);
    }

    @Override
    public final @Nullable Object getValue(String name) {
        if (name == null) {
            throw new IllegalArgumentException("the name must not be null");
        }
        return name.equals(SELF) ? this : values.get(name);
    }

    @Override
    public final void removeValue(String name) {
        if (name == null) {
            throw new IllegalArgumentException("the name must not be null");
        }
        values.remove(this, name);
    }

    @Override
    public final String[] getValueNames() {
        return values.names();
    }

    /** Names as JSSE has them; what it does not take for a host name is left out. */
    static List<SNIServerName> serverNames(List<String> names) {
        try {
            return names.stream().<SNIServerName>map(SNIHostName::new).toList();
        } catch (IllegalArgumentException noHostName) {
            return List.of();
        }
    }

    /** JCA names such as {@code SHA256withECDSA}: what the JDK's managers make constraints of. */
    static String[] jcaNames(List<SignatureScheme> schemes) {
        return schemes.stream()
                .filter(SignatureScheme::isKnown)
                .map(SignatureScheme::jcaName)
                .distinct()
                .toArray(String[]::new);
    }
}
