package dev.reprise.bench;

import dev.reprise.ClientBuilder;
import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A client that has connected once opens 16 connections at once: all hellos are on the wire before the server answers the first. How many resume, at the
 * same {@code SSLContext} and at one that the server has made anew with the same key? A full handshake has the client judge the server's chain, a resumed
 * one does not: that is what is counted, so the counts are the same on every machine and at every speed.
 */
public final class Burst {
    /** Connections at once. */
    static final int SIZE = 16;

    private static final Credentials CREDENTIALS = Credentials.of("EC", "SunX509");

    /** Who connects to whom. */
    enum Provider {
        JDK("the JDK's provider"),
        REPRISE("Reprise"),
        /** With room for as many sessions as connections are opened. */
        REPRISE_POOL("Reprise, `ticketPool(" + SIZE + ")`");

        private final String title;

        Provider(String title) {
            this.title = title;
        }

        private SSLContext server() throws GeneralSecurityException {
            return this == JDK
                    ? jdk(new KeyManager[] {CREDENTIALS.keys()}, null)
                    : Reprise.server().identity(CREDENTIALS.keys()).build();
        }

        private SSLContext client(CountingTrust trust) throws GeneralSecurityException {
            if (this == JDK) {
                return jdk(null, new TrustManager[] {trust});
            }
            ClientBuilder builder = Reprise.client().trust(trust).sessions(SessionStores.clientMemory());
            return (this == REPRISE_POOL ? builder.ticketPool(SIZE) : builder).build();
        }

        private static SSLContext jdk(KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted)
                throws GeneralSecurityException {
            SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
            context.init(keys, trusted, null);
            return context;
        }
    }

    /**
     * What was counted.
     *
     * @param resumed of {@value #SIZE} at the context that the client knew
     * @param resumedAnew of {@value #SIZE} at one that was made in its place
     */
    record Row(Provider provider, String protocol, int resumed, int resumedAnew) {
        /** As a line of Markdown. */
        @Override
        public String toString() {
            return "| " + protocol + ", " + provider.title + " | " + resumed + " | " + resumedAnew + " |";
        }
    }

    private Burst() {}

    /** Prints the table of {@code docs/performance.md}: {@code ./bench/run burst}. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("| | resumed of " + SIZE + " | resumed of " + SIZE + " at a rebuilt `SSLContext` |");
        System.out.println("| --- | --- | --- |");
        rows().forEach(System.out::println);
    }

    static List<Row> rows() throws GeneralSecurityException, SSLException {
        List<Row> rows = new ArrayList<>();
        for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
            for (Provider provider : Provider.values()) {
                rows.add(new Row(
                        provider, protocol, resumed(provider, protocol, false), resumed(provider, protocol, true)));
            }
        }
        return rows;
    }

    private static int resumed(Provider provider, String protocol, boolean rebuilt)
            throws GeneralSecurityException, SSLException {
        CountingTrust trust = new CountingTrust(CREDENTIALS.trust());
        SSLContext client = provider.client(trust);
        SSLContext server = provider.server();
        pair(client, server, protocol).handshake();
        if (trust.judged() != 1) {
            throw new IllegalStateException("the first handshake was to be in full, once");
        }
        SSLContext visited = rebuilt ? provider.server() : server;
        List<EnginePair> burst = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            burst.add(pair(client, visited, protocol).begin());
        }
        for (EnginePair pair : burst) {
            pair.complete();
        }
        return SIZE - Math.toIntExact(trust.judged() - 1);
    }

    private static EnginePair pair(SSLContext client, SSLContext server, String protocol) {
        SSLEngine clientEngine = client.createSSLEngine("localhost", 443);
        clientEngine.setUseClientMode(true);
        SSLParameters parameters = clientEngine.getSSLParameters();
        parameters.setProtocols(new String[] {protocol});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        clientEngine.setSSLParameters(parameters);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        return new EnginePair(clientEngine, serverEngine, new EnginePair.Wire());
    }
}
