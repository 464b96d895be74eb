package dev.reprise.internal.settings;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A trust manager that was written before names were checked in it. After its own verdict the peer's name is checked
 * where that is asked for: without it, anybody with any accepted certificate could be in the middle.
 */
final class PlainTrustManager extends X509ExtendedTrustManager {
    private final X509TrustManager judge;

    PlainTrustManager(X509TrustManager judge) {
        this.judge = judge;
    }

    X509TrustManager judge() {
        return judge;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge.checkClientTrusted(chain, authType);
        if (socket instanceof SSLSocket tls
                && identifies(tls.getSSLParameters().getEndpointIdentificationAlgorithm())) {
            nameChecker(chain).checkClientTrusted(leaf(chain), authType, socket);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge.checkServerTrusted(chain, authType);
        if (socket instanceof SSLSocket tls
                && identifies(tls.getSSLParameters().getEndpointIdentificationAlgorithm())) {
            nameChecker(chain).checkServerTrusted(leaf(chain), authType, socket);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.checkClientTrusted(chain, authType);
        if (identifies(engine.getSSLParameters().getEndpointIdentificationAlgorithm())) {
            nameChecker(chain).checkClientTrusted(leaf(chain), authType, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.checkServerTrusted(chain, authType);
        if (identifies(engine.getSSLParameters().getEndpointIdentificationAlgorithm())) {
            nameChecker(chain).checkServerTrusted(leaf(chain), authType, engine);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        X509Certificate[] issuers = judge.getAcceptedIssuers();
        return issuers == null ? new X509Certificate[0] : issuers;
    }

    private static boolean identifies(@Nullable String algorithm) {
        return algorithm != null && !algorithm.isEmpty();
    }

    /**
     * The JDK's own check of names: its PKIX manager with this very certificate as the anchor has nothing else left to
     * refuse.
     */
    private static X509ExtendedTrustManager nameChecker(X509Certificate[] chain) throws CertificateException {
        return SingleCertificate.trusting(chain[0]);
    }

    private static X509Certificate[] leaf(X509Certificate[] chain) {
        return new X509Certificate[] {chain[0]};
    }
}
