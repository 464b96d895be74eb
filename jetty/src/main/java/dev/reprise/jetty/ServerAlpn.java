package dev.reprise.jetty;

import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.alpn.server.ALPNServerConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.ALPNProcessor;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;

/** A server's side: the client's protocols go to Jetty's connection, which knows the server's, and its choice goes to the client. */
public final class ServerAlpn implements ALPNProcessor.Server {
    /** For {@link java.util.ServiceLoader}. */
    public ServerAlpn() {}

    @Override
    public boolean appliesTo(SSLEngine engine) {
        return Engines.isOurs(engine);
    }

    @Override
    public void configure(SSLEngine engine, Connection connection) {
        ALPNServerConnection negotiating = (ALPNServerConnection) connection;
        engine.setHandshakeApplicationProtocolSelector((ours, offered) -> {
            negotiating.select(offered);
            return negotiating.getProtocol();
        });
        SslConnection tls = ((SslConnection.SslEndPoint) negotiating.getEndPoint()).getSslConnection();
        tls.addHandshakeListener(new SslHandshakeListener() {
            // A client without ALPN never had the selector asked, and gets the server's default.
            @Override
            public void handshakeSucceeded(Event event) {
                if (negotiating.getProtocol() == null) {
                    negotiating.unsupported();
                }
            }
        });
    }
}
