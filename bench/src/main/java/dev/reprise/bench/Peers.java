package dev.reprise.bench;

import dev.reprise.ClientBuilder;
import dev.reprise.Reprise;
import dev.reprise.ServerBuilder;
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
 * A client and a server of one provider, which agree on AES-128-GCM and X25519. Both sides live in the measuring thread.
 */
@State(Scope.Thread)
public class Peers {
    private static final int KNOWN_PORT = 443;

    @Param({"JDK", "Reprise"})
    public String provider = "Reprise";

    @Param({"TLSv1.3", "TLSv1.2"})
    public String protocol = "TLSv1.3";

    @Param({"EC", "RSA"})
    public String key = "EC";

    /** Where a server's sessions are: in the ticket that the client carries, or in the server's memory under an ID that the client knows. */
    @Param({"carried", "kept"})
    public String sessions = "carried";

    /**
     * The groups that are enabled: {@code default}, the provider's own, of which both take X25519 but the JDK's client makes a key on P-256 too;
     * or the name of one.
     */
    @Param("default")
    public String groups = "default";

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
        boolean carried = sessions.equals("carried");
        if (provider.equals("JDK")) {
            // Both are read once, when the provider's classes are loaded: every fork measures one setting.
            System.setProperty("jdk.tls.server.enableSessionTicketExtension", String.valueOf(carried));
            if (!groups.equals("default")) {
                System.setProperty("jdk.tls.namedGroups", groups);
            }
            return jdk(new KeyManager[] {credentials.keys()}, null);
        }
        ServerBuilder builder = Reprise.server().identity(credentials.keys()).tickets(carried);
        return (groups.equals("default") ? builder : builder.groups(groups)).build();
    }

    private SSLContext clientContext() throws GeneralSecurityException {
        if (provider.equals("JDK")) {
            return jdk(null, new TrustManager[] {trust});
        }
        ClientBuilder builder = Reprise.client().trust(trust);
        return (groups.equals("default") ? builder : builder.groups(groups)).build();
    }

    private static SSLContext jdk(KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
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

    private String suite() {
        if (protocol.equals("TLSv1.3")) {
            return "TLS_AES_128_GCM_SHA256";
        }
        return key.equals("EC") ? "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" : "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    }

    /** To its end, and the tickets behind it. */
    private EnginePair connect(int port) throws SSLException {
        SSLEngine clientEngine = client.createSSLEngine("localhost", port);
        clientEngine.setUseClientMode(true);
        SSLParameters parameters = clientEngine.getSSLParameters();
        parameters.setProtocols(new String[] {protocol});
        parameters.setCipherSuites(new String[] {suite()});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        clientEngine.setSSLParameters(parameters);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        serverEngine.setEnabledProtocols(new String[] {protocol});
        serverEngine.setEnabledCipherSuites(new String[] {suite()});
        return new EnginePair(clientEngine, serverEngine, wire).handshake();
    }
}
