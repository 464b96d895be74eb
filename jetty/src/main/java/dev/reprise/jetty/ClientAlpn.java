package dev.reprise.jetty;

import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.eclipse.jetty.alpn.client.ALPNClientConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.ALPNProcessor;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;

/** A client's side: what Jetty's connection speaks is offered, and what the server chose is told to it. */
public final class ClientAlpn implements ALPNProcessor.Client {
    /** For {@link java.util.ServiceLoader}. */
    public ClientAlpn() {}

    @Override
    public boolean appliesTo(SSLEngine engine) {
        return Engines.isOurs(engine);
    }

    @Override
    public void configure(SSLEngine engine, Connection connection) {
        ALPNClientConnection negotiating = (ALPNClientConnection) connection;
        List<String> protocols = negotiating.getProtocols();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(protocols.toArray(new String[0]));
        engine.setSSLParameters(parameters);
        SslConnection tls = ((SslConnection.SslEndPoint) negotiating.getEndPoint()).getSslConnection();
        tls.addHandshakeListener(new SslHandshakeListener() {
            @Override
            public void handshakeSucceeded(Event event) {
                String chosen = engine.getApplicationProtocol();
                negotiating.selected(chosen == null || chosen.isEmpty() ? null : chosen);
            }
        });
    }
}
