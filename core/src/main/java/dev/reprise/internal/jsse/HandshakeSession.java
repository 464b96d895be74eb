package dev.reprise.internal.jsse;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.settings.Settings;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * The session under construction: what key managers, trust managers and selectors may look at while a handshake runs.
 * It shows what is known by then.
 */
@SuppressWarnings("NullAway") // JSSE says "null" for the certificates and the principal of a side that showed none.
final class HandshakeSession extends BasicSession {
    private final HandshakeProgress progress;
    private final Settings settings;
    private final @Nullable String peerHost;
    private final int peerPort;
    private final SSLSessionContext context;
    private final long created;

    /** @param peerHost the name that the peer is to be identified by; null if nobody said */
    HandshakeSession(
            SessionValues values,
            HandshakeProgress progress,
            Settings settings,
            @Nullable String peerHost,
            int peerPort,
            SSLSessionContext context) {
        super(values);
        this.progress = progress;
        this.settings = settings;
        this.peerHost = peerHost;
        this.peerPort = peerPort;
        this.context = context;
        this.created = settings.clock().millis();
    }

    @Override
    public byte[] getId() {
        return new byte[0];
    }

    @Override
    public SSLSessionContext getSessionContext() {
        return context;
    }

    @Override
    public long getCreationTime() {
        return created;
    }

    @Override
    public long getLastAccessedTime() {
        return created;
    }

    @Override
    public void invalidate() {
        // What is not established cannot be resumed.
    }

    @Override
    public boolean isValid() {
        return true;
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        List<X509Certificate> chain = progress.peerChain();
        if (chain.isEmpty()) {
            throw new SSLPeerUnverifiedException("the peer has shown no certificate");
        }
        return chain.toArray(Certificate[]::new);
    }

    @Override
    public Certificate @Nullable [] getLocalCertificates() {
        List<X509Certificate> chain = progress.localChain();
        return chain.isEmpty() ? null : chain.toArray(Certificate[]::new);
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        return ((X509Certificate) getPeerCertificates()[0]).getSubjectX500Principal();
    }

    @Override
    public @Nullable Principal getLocalPrincipal() {
        List<X509Certificate> chain = progress.localChain();
        return chain.isEmpty() ? null : chain.get(0).getSubjectX500Principal();
    }

    @Override
    public String getCipherSuite() {
        CipherSuite suite = progress.suite();
        return suite == null ? "SSL_NULL_WITH_NULL_NULL" : suite.name();
    }

    /** The version agreed on; until then the highest that is enabled, by which managers read the algorithms. */
    @Override
    public String getProtocol() {
        int version = progress.version();
        return ProtocolVersion.name(version == 0 ? settings.versions().get(0) : version);
    }

    @Override
    public @Nullable String getPeerHost() {
        return peerHost;
    }

    @Override
    public int getPeerPort() {
        return peerPort;
    }

    @Override
    public String[] getLocalSupportedSignatureAlgorithms() {
        return jcaNames(settings.signatureSchemes());
    }

    @Override
    public String[] getPeerSupportedSignatureAlgorithms() {
        return jcaNames(progress.peerCertificateSchemes());
    }

    @Override
    public List<SNIServerName> getRequestedServerNames() {
        return serverNames(progress.requestedServerNames());
    }

    @Override
    public List<byte[]> getStatusResponses() {
        return List.of();
    }

    /** Names as JSSE has them; what it does not take for a host name is left out. */
    static List<SNIServerName> serverNames(List<String> names) {
        try {
            return names.stream().<SNIServerName>map(SNIHostName::new).toList();
        } catch (IllegalArgumentException noHostName) {
            return List.of();
        }
    }
}
