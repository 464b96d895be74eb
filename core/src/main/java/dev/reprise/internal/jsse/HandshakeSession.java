package dev.reprise.internal.jsse;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.settings.Settings;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * The session under construction: what key managers, trust managers and selectors may look at while a handshake runs.
 * It shows what is known by then.
 */
final class HandshakeSession extends UnestablishedSession {
    private final HandshakeProgress progress;
    private final Settings settings;
    private final SSLSessionContext context;

    /** @param peerHost the name that the peer is to be identified by; null if nobody said */
    HandshakeSession(
            SessionValues values,
            HandshakeProgress progress,
            Settings settings,
            @Nullable String peerHost,
            int peerPort,
            SSLSessionContext context) {
        super(values, peerHost, peerPort, settings.clock().millis());
        this.progress = progress;
        this.settings = settings;
        this.context = context;
    }

    @Override
    public SSLSessionContext getSessionContext() {
        return context;
    }

    @Override
    public boolean isValid() {
        return true;
    }

    @Override
    List<X509Certificate> peerChain() {
        return progress.peerChain();
    }

    @Override
    List<X509Certificate> localChain() {
        return progress.localChain();
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
    public String[] getLocalSupportedSignatureAlgorithms() {
        return jcaNames(settings.signatureSchemes());
    }

    @Override
    public String[] getPeerSupportedSignatureAlgorithms() {
        return jcaNames(progress.peerCertificateSchemes());
    }

    @Override
    public List<byte[]> getStatusResponses() {
        return progress.peerStatus();
    }

    @Override
    public List<SNIServerName> getRequestedServerNames() {
        return serverNames(progress.requestedServerNames());
    }
}
