package dev.reprise.interop;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JDK's trust manager for Conscrypt, whose word for "any kind of key", {@code GENERIC}, the JDK does not know: it says
 * {@code UNKNOWN}.
 */
final class ConscryptTrust extends X509ExtendedTrustManager {
    private static final String ANY = "UNKNOWN";

    private static final AtomicBoolean ASKED = new AtomicBoolean();

    private final X509ExtendedTrustManager jdk;

    ConscryptTrust(X509ExtendedTrustManager jdk) {
        this.jdk = jdk;
    }

    /** Whether any of them was asked since the last call. */
    static boolean wasAsked() {
        return ASKED.getAndSet(false);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        ASKED.set(true);
        jdk.checkClientTrusted(chain, ANY, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        ASKED.set(true);
        jdk.checkServerTrusted(chain, ANY, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        ASKED.set(true);
        jdk.checkClientTrusted(chain, ANY, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        ASKED.set(true);
        jdk.checkServerTrusted(chain, ANY, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        ASKED.set(true);
        jdk.checkClientTrusted(chain, ANY);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        ASKED.set(true);
        jdk.checkServerTrusted(chain, ANY);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }
}
