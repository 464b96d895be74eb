package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.Exporter;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.session.Resumption;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a completed handshake decided.
 *
 * @param version the negotiated version's code point
 * @param suite the negotiated cipher suite
 * @param group the group of this connection's key exchange; null for psk_ke
 * @param serverName the host name in the ClientHello, lower case; null if none
 * @param applicationProtocol empty if none
 * @param peerChain the peer's certificates, of the resumed session where it was resumed; empty if it has none
 * @param localChain the certificates this side showed, and a server that resumed would have shown; empty if it has none, and where a client resumed
 * @param resumption full or resumed, by what, and why
 * @param peerIdentityName the name that the peer was verified as (client); null on a server
 * @param exporter keying material for applications (RFC 9846, section 7.5)
 * @param helloRetried whether a HelloRetryRequest was needed
 * @param stored what a server's store has of this connection
 */
public record ConnectionSummary(
        int version,
        CipherSuite suite,
        @Nullable NamedGroup group,
        @Nullable String serverName,
        String applicationProtocol,
        List<X509Certificate> peerChain,
        List<X509Certificate> localChain,
        Resumption resumption,
        @Nullable String peerIdentityName,
        Exporter exporter,
        boolean helloRetried,
        StoredReferences stored) {
    public ConnectionSummary {
        peerChain = List.copyOf(peerChain);
        localChain = List.copyOf(localChain);
    }

    /** Of a connection of which no store has anything: a client's. */
    public ConnectionSummary(
            int version,
            CipherSuite suite,
            @Nullable NamedGroup group,
            @Nullable String serverName,
            String applicationProtocol,
            List<X509Certificate> peerChain,
            List<X509Certificate> localChain,
            Resumption resumption,
            @Nullable String peerIdentityName,
            Exporter exporter,
            boolean helloRetried) {
        this(
                version,
                suite,
                group,
                serverName,
                applicationProtocol,
                peerChain,
                localChain,
                resumption,
                peerIdentityName,
                exporter,
                helloRetried,
                new StoredReferences());
    }
}
