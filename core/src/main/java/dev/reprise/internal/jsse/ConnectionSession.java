package dev.reprise.internal.jsse;

import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.settings.Settings;
import dev.reprise.session.Resumption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * The session of an established connection. Its ID is that of the handshake that authenticated and its creation time is
 * that handshake's, so both stay the same over a chain of resumptions. Peer, port and values are this connection's.
 */
@SuppressWarnings("NullAway") // JSSE takes no context for none.
final class ConnectionSession extends BasicSession {
    private final ConnectionSummary summary;
    private final HandshakeProgress progress;
    private final Settings settings;
    private final SessionRegister register;
    private final Duration lifetime;
    private final long established;
    private volatile boolean invalidated;

    ConnectionSession(
            SessionValues values,
            ConnectionSummary summary,
            HandshakeProgress progress,
            Settings settings,
            @Nullable String peerHost,
            int peerPort,
            SessionRegister register,
            Duration lifetime) {
        super(values, peerHost, peerPort);
        this.summary = summary;
        this.progress = progress;
        this.settings = settings;
        this.register = register;
        this.lifetime = lifetime;
        this.established = settings.clock().millis();
    }

    ConnectionSummary summary() {
        return summary;
    }

    Resumption resumption() {
        return summary.resumption();
    }

    Settings settings() {
        return settings;
    }

    @Override
    public byte[] getId() {
        return resumption().origin().id();
    }

    @Override
    public @Nullable SSLSessionContext getSessionContext() {
        return register;
    }

    @Override
    public long getCreationTime() {
        return resumption().origin().authenticatedAt().toEpochMilli();
    }

    @Override
    public long getLastAccessedTime() {
        return established;
    }

    /**
     * When the last session that descends from this one ends, whichever node issued it: another one may have a longer lifetime, and a clock that is
     * behind.
     */
    Instant lastDescendantEnds() {
        return resumption().origin().authenticatedAt().plus(KeySchedule.LONGEST).plus(KeySchedule.SKEW);
    }

    private Instant end() {
        return resumption().origin().authenticatedAt().plus(lifetime);
    }

    /**
     * Nothing that descends from this authentication is resumed any more: sessions that this side keeps are dropped, those that are still on their way to
     * it are not kept, and a server with a store removes what this connection has there and tells all nodes. What a server without a store has sealed into tickets lives on in its
     * clients' hands.
     */
    @Override
    public void invalidate() {
        if (!invalidated) {
            invalidated = true;
            register.invalidate(this);
        }
    }

    @Override
    public boolean isValid() {
        return !invalidated && settings.clock().instant().isBefore(end());
    }

    @Override
    List<X509Certificate> peerChain() {
        return summary.peerChain();
    }

    @Override
    List<X509Certificate> localChain() {
        return summary.localChain();
    }

    @Override
    public String getCipherSuite() {
        return summary.suite().name();
    }

    @Override
    public String getProtocol() {
        return ProtocolVersion.name(summary.version());
    }

    @Override
    public String[] getLocalSupportedSignatureAlgorithms() {
        return jcaNames(settings.signatureSchemes());
    }

    @Override
    public String[] getPeerSupportedSignatureAlgorithms() {
        return jcaNames(progress.peerCertificateSchemes());
    }

    /** On a resumed connection none: no certificate came. */
    @Override
    public List<byte[]> getStatusResponses() {
        return progress.peerStatus();
    }

    @Override
    public List<SNIServerName> getRequestedServerNames() {
        String name = summary.serverName();
        return name == null ? List.of() : serverNames(List.of(name));
    }

    /** JDK 25's way to keying material (RFC 9846, section 7.5; RFC 5705). In TLS 1.3 no context is an empty one. */
    @SuppressWarnings("MissingOverride") // not there in Java 17
    public byte[] exportKeyingMaterialData(String label, byte @Nullable [] context, int length) {
        return summary.exporter().export(label, context, length);
    }

    /** The same, as a key of the algorithm. */
    @SuppressWarnings("MissingOverride") // not there in Java 17
    public SecretKey exportKeyingMaterialKey(String keyAlgorithm, String label, byte @Nullable [] context, int length) {
        return new SecretKeySpec(exportKeyingMaterialData(label, context, length), keyAlgorithm);
    }

    @Override
    public String toString() {
        return "Session[" + getProtocol() + ", " + getCipherSuite() + ", "
                + resumption().kind() + "]";
    }
}
