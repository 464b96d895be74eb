package dev.reprise.internal.settings;

import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The object of JSSE that an application holds, an engine or a socket. Key and trust managers are always called with
 * that very object: some keep state by it.
 */
public interface Face {
    /** Asks a key manager for a server's alias. */
    @Nullable
    String serverAlias(X509ExtendedKeyManager keys, String keyType, Principal @Nullable [] issuers);

    /** Asks a key manager for a client's alias. */
    @Nullable
    String clientAlias(X509ExtendedKeyManager keys, String[] keyTypes, Principal @Nullable [] issuers);

    /** Has a trust manager judge a server's chain. */
    void judgeServer(X509ExtendedTrustManager trust, X509Certificate[] chain, String authType)
            throws CertificateException;

    /** Has a trust manager judge a client's chain. */
    void judgeClient(X509ExtendedTrustManager trust, X509Certificate[] chain, String authType)
            throws CertificateException;

    /** Whether the application chooses the application protocol itself. */
    boolean selectsApplicationProtocol();

    /** The application's own choice; see {@link dev.reprise.internal.handshake.ApplicationProtocolSelector}. */
    @Nullable
    String selectApplicationProtocol(List<String> offered);
}
