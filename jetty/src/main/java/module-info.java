/** HTTP/2 in Jetty over Reprise: Jetty finds the services below by itself; there is nothing to call. */
module dev.reprise.jetty {
    requires dev.reprise;
    requires org.eclipse.jetty.alpn.client;
    requires org.eclipse.jetty.alpn.server;
    requires static org.jspecify;

    provides org.eclipse.jetty.io.ssl.ALPNProcessor.Server with
            dev.reprise.jetty.ServerAlpn;
    provides org.eclipse.jetty.io.ssl.ALPNProcessor.Client with
            dev.reprise.jetty.ClientAlpn;
}
