package dev.reprise.internal.settings;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A trust manager that was written before names were checked in it. After its own verdict the algorithms of the chain
 * are checked, and the peer's name where that is asked for: without it, anybody with any accepted certificate could be
 * in the middle. The name by the JDK: its PKIX manager with this very certificate for an anchor has nothing else left
 * to refuse.
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
        if (socket instanceof SSLSocket tls && needsName(chain, tls.getSSLParameters())) {
            SingleCertificate.trusting(chain[0]).checkClientTrusted(leaf(chain), authType, socket);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge.checkServerTrusted(chain, authType);
        if (socket instanceof SSLSocket tls && needsName(chain, tls.getSSLParameters())) {
            SingleCertificate.trusting(chain[0]).checkServerTrusted(leaf(chain), authType, socket);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.checkClientTrusted(chain, authType);
        if (needsName(chain, engine.getSSLParameters())) {
            SingleCertificate.trusting(chain[0]).checkClientTrusted(leaf(chain), authType, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.checkServerTrusted(chain, authType);
        if (needsName(chain, engine.getSSLParameters())) {
            SingleCertificate.trusting(chain[0]).checkServerTrusted(leaf(chain), authType, engine);
        }
    }

    /** Checks the chain's algorithms, and says whether the name is to be checked too. */
    private static boolean needsName(X509Certificate[] chain, SSLParameters parameters) throws CertificateException {
        AlgorithmChoice.check(chain, parameters.getAlgorithmConstraints());
        String identification = parameters.getEndpointIdentificationAlgorithm();
        return identification != null && !identification.isEmpty();
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

    private static X509Certificate[] leaf(X509Certificate[] chain) {
        return new X509Certificate[] {chain[0]};
    }
}
