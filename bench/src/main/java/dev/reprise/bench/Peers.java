package dev.reprise.bench;

import dev.reprise.jsse.RepriseProvider;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A client and a server of one provider, with TLS 1.3, AES-128-GCM and X25519: what both have. Both sides live in the measuring thread.
 */
@State(Scope.Thread)
public class Peers {
    private static final String[] SUITES = {"TLS_AES_128_GCM_SHA256"};
    private static final int PORT = 443;

    @Param({"JDK", "Reprise"})
    public String provider = "Reprise";

    @Param({"EC", "RSA"})
    public String key = "EC";

    private Credentials credentials;
    private CountingTrust trust;
    private SSLContext server;
    private SSLContext client;

    @Setup(Level.Trial)
    public void makeContexts() throws GeneralSecurityException {
        credentials = Credentials.of(key);
        server = context(credentials.keys(), null);
        forget();
    }

    /** A client without a past: its next handshake is a full one. */
    void forget() throws GeneralSecurityException {
        trust = new CountingTrust(credentials.trust());
        client = context(null, new TrustManager[] {trust});
    }

    private SSLContext context(KeyManager[] keys, TrustManager[] trusted) throws GeneralSecurityException {
        Provider chosen = provider.equals("JDK") ? Security.getProvider("SunJSSE") : new RepriseProvider();
        SSLContext context = SSLContext.getInstance("TLSv1.3", chosen);
        context.init(keys, trusted, null);
        return context;
    }

    /** Chains of servers that this client has judged since it was last made. */
    long judged() {
        return trust.judged();
    }

    /** A handshake, to its end and the tickets behind it. */
    EnginePair connect() throws SSLException {
        SSLEngine clientEngine = client.createSSLEngine("localhost", PORT);
        clientEngine.setUseClientMode(true);
        SSLParameters parameters = clientEngine.getSSLParameters();
        parameters.setCipherSuites(SUITES);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        clientEngine.setSSLParameters(parameters);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        serverEngine.setEnabledCipherSuites(SUITES);
        return new EnginePair(clientEngine, serverEngine).handshake();
    }
}
