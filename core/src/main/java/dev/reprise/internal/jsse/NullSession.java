package dev.reprise.internal.jsse;

import dev.reprise.internal.settings.Settings;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/** The session of a connection that has none yet, as JSSE describes it. */
@SuppressWarnings("NullAway") // JSSE says "null" for the context of no session.
final class NullSession extends UnestablishedSession {
    NullSession(SessionValues values, @Nullable String peerHost, int peerPort, Settings settings) {
        super(values, peerHost, peerPort, settings.clock().millis());
    }

    @Override
    public @Nullable SSLSessionContext getSessionContext() {
        return null;
    }

    @Override
    public boolean isValid() {
        return false;
    }

    @Override
    List<X509Certificate> peerChain() {
        return List.of();
    }

    @Override
    List<X509Certificate> localChain() {
        return List.of();
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
    public String[] getLocalSupportedSignatureAlgorithms() {
        return new String[0];
    }

    @Override
    public String[] getPeerSupportedSignatureAlgorithms() {
        return new String[0];
    }

    @Override
    public List<byte[]> getStatusResponses() {
        return List.of();
    }

    @Override
    public List<SNIServerName> getRequestedServerNames() {
        return List.of();
    }
}
