package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.session.Resumption;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A TLS 1.2 handshake whose ServerHello was sent.
 *
 * @param sessionId the session ID in it; empty if none
 * @param announcesTicket whether it announced a ticket, which must then be sent
 * @param group of the key exchange; null where it is resumed
 * @param localChain what this server shows, or would had it not resumed
 * @param expiresAt the end of what may come of this authentication, in milliseconds
 */
record Tls12Handshake(
        Tls12Terms terms,
        CipherSuite suite,
        byte[] serverRandom,
        byte[] sessionId,
        boolean announcesTicket,
        @Nullable NamedGroup group,
        List<X509Certificate> localChain,
        Resumption resumption,
        long expiresAt,
        Transcript transcript) {}
