package dev.reprise.bench;

import dev.reprise.Reprise;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
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
    private static final int KNOWN_PORT = 443;

    @Param({"JDK", "Reprise"})
    public String provider = "Reprise";

    @Param({"EC", "RSA"})
    public String key = "EC";

    /** The JDK's name of the key manager that servers have. */
    @Param("SunX509")
    public String keyManager = "SunX509";

    private final EnginePair.Wire wire = new EnginePair.Wire();
    private Credentials credentials;
    private CountingTrust trust;
    private SSLContext server;
    private SSLContext client;
    private int strangersPort = KNOWN_PORT;

    @Setup(Level.Trial)
    public void makeContexts() throws GeneralSecurityException {
        credentials = Credentials.of(key, keyManager);
        trust = new CountingTrust(credentials.trust());
        server = serverContext();
        client = clientContext();
    }

    /** What makes a client one that returns. */
    @Setup(Level.Iteration)
    public void meet() throws SSLException {
        connect();
    }

    private SSLContext serverContext() throws GeneralSecurityException {
        return provider.equals("JDK")
                ? jdk(new KeyManager[] {credentials.keys()}, null)
                : Reprise.server().identity(credentials.keys()).build();
    }

    private SSLContext clientContext() throws GeneralSecurityException {
        return provider.equals("JDK")
                ? jdk(null, new TrustManager[] {trust})
                : Reprise.client().trust(trust).build();
    }

    private static SSLContext jdk(KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3", "SunJSSE");
        context.init(keys, trusted, null);
        return context;
    }

    /** Chains of servers that this client has judged. */
    long judged() {
        return trust.judged();
    }

    /** A handshake with a server that this client knows, after the first. */
    EnginePair connect() throws SSLException {
        return connect(KNOWN_PORT);
    }

    /** A handshake with a server that this client has not met: at a port where it was not for long. */
    EnginePair connectToAStranger() throws SSLException {
        strangersPort = strangersPort == 65_535 ? KNOWN_PORT + 1 : strangersPort + 1;
        return connect(strangersPort);
    }

    /** To its end, and the tickets behind it. */
    private EnginePair connect(int port) throws SSLException {
        SSLEngine clientEngine = client.createSSLEngine("localhost", port);
        clientEngine.setUseClientMode(true);
        SSLParameters parameters = clientEngine.getSSLParameters();
        parameters.setCipherSuites(SUITES);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        clientEngine.setSSLParameters(parameters);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        serverEngine.setEnabledCipherSuites(SUITES);
        return new EnginePair(clientEngine, serverEngine, wire).handshake();
    }
}
