package dev.reprise.internal.jsse;

import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.TlsFault;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;

/** What goes wrong below, as JSSE says it. */
final class Failures {
    private Failures() {}

    /**
     * {@link SSLHandshakeException} while the handshake runs, {@link SSLProtocolException} for what the peer sent wrong
     * after it, else {@link SSLException}.
     */
    static SSLException of(TlsFault fault, boolean connected) {
        SSLException failure;
        if (!connected) {
            failure = new SSLHandshakeException(fault.getMessage());
        } else if (fault instanceof DecodeFault || fault instanceof PeerMisbehaved) {
            failure = new SSLProtocolException(fault.getMessage());
        } else {
            failure = new SSLException(fault.getMessage());
        }
        // JSSE's users look for the reason as the cause of what they catch.
        Throwable reason = fault.getCause() instanceof CertificateException refused ? refused : fault;
        failure.initCause(reason);
        return failure;
    }
}
