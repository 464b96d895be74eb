package dev.reprise.internal.jsse;

import dev.reprise.internal.settings.Settings;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/** The session of a connection that has none yet, as JSSE describes it. */
@SuppressWarnings("NullAway") // JSSE says "null" for the certificates and the principal of a side that showed none.
final class NullSession extends BasicSession {
    private final @Nullable String peerHost;
    private final int peerPort;
    private final long created;

    NullSession(SessionValues values, @Nullable String peerHost, int peerPort, Settings settings) {
        super(values);
        this.peerHost = peerHost;
        this.peerPort = peerPort;
        this.created = settings.clock().millis();
    }

    @Override
    public byte[] getId() {
        return new byte[0];
    }

    @Override
    public @Nullable SSLSessionContext getSessionContext() {
        return null;
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
        // There is nothing that could be resumed.
    }

    @Override
    public boolean isValid() {
        return false;
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        throw new SSLPeerUnverifiedException("the handshake has not completed");
    }

    @Override
    public Certificate @Nullable [] getLocalCertificates() {
        return null;
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        throw new SSLPeerUnverifiedException("the handshake has not completed");
    }

    @Override
    public @Nullable Principal getLocalPrincipal() {
        return null;
    }

    @Override
    public String getCipherSuite() {
        return "SSL_NULL_WITH_NULL_NULL";
    }

    @Override
    public String getProtocol() {
        return "NONE";
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
        return new String[0];
    }

    @Override
    public String[] getPeerSupportedSignatureAlgorithms() {
        return new String[0];
    }

    @Override
    public List<SNIServerName> getRequestedServerNames() {
        return List.of();
    }

    @Override
    public List<byte[]> getStatusResponses() {
        return List.of();
    }
}
