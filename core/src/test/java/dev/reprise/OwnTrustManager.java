package dev.reprise;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** A trust manager of an application's own, which remembers how it was called. */
class OwnTrustManager extends X509ExtendedTrustManager {
    final AtomicInteger asked = new AtomicInteger();
    volatile boolean refusesSessions;
    volatile Object lastSeen = "nobody";
    volatile String authType = "";
    volatile String peerHost = "";
    volatile String protocol = "";

    /** None yet while a session is judged again, before the server has answered. */
    volatile String suite = "";

    void judge() throws CertificateException {
        asked.incrementAndGet();
        if (refusesSessions && suite.startsWith("SSL_NULL")) {
            throw new CertificateException("no longer");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        lastSeen = socket;
        authType = type;
        judge();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        lastSeen = engine;
        authType = type;
        peerHost = engine.getHandshakeSession().getPeerHost();
        protocol = engine.getHandshakeSession().getProtocol();
        suite = engine.getHandshakeSession().getCipherSuite();
        judge();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("nobody said for which connection");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
