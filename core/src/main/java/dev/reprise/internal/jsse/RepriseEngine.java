package dev.reprise.internal.jsse;

import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.engine.Status;
import dev.reprise.internal.engine.Step;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.settings.Face;
import dev.reprise.internal.settings.Settings;
import dev.reprise.internal.wire.TlsFault;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * JSSE's engine over a {@link Connection}. One record a call, FINISHED once and only as a call's result, buffers
 * untouched where a call could not do its work, NEED_TASK until the task is done.
 */
@SuppressWarnings("NullAway") // JSSE's "null" stands for "not yet" and "nobody" in many places of SSLEngine.
final class RepriseEngine extends SSLEngine implements Face, Reached {
    private final Endpoint endpoint;
    private volatile @Nullable BiFunction<SSLEngine, List<String>, String> selector;

    RepriseEngine(ContextCore context, Peer peer) {
        super(peer.host(), peer.port());
        this.endpoint = new Endpoint(
                context, this, new ConnectionParameters(context.settings(null)), peer, null, Runnable::run);
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    // ---------------------------------------------------------------- bytes

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer destination)
            throws SSLException {
        check(sources, offset, length);
        if (destination == null) {
            throw new IllegalArgumentException("the destination is null");
        }
        if (destination.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (endpoint.isAbandoned()) {
            return closed();
        }
        Connection connection = started();
        endpoint.touched();
        return call(connection, () -> connection.wrap(sources, offset, length, destination));
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] destinations, int offset, int length)
            throws SSLException {
        if (source == null) {
            throw new IllegalArgumentException("the source is null");
        }
        check(destinations, offset, length);
        for (int i = offset; i < offset + length; i++) {
            if (destinations[i].isReadOnly()) {
                throw new ReadOnlyBufferException();
            }
        }
        if (endpoint.isAbandoned()) {
            return closed();
        }
        Connection connection = started();
        if (!connection.isConnected() && !connection.isInboundDone() && connection.status() == Status.NEED_WRAP) {
            return new SSLEngineResult(SSLEngineResult.Status.OK, HandshakeStatus.NEED_WRAP, 0, 0);
        }
        if (source.hasRemaining()) {
            endpoint.touched();
        }
        return call(connection, () -> connection.unwrap(source, destinations, offset, length));
    }

    private static void check(ByteBuffer[] buffers, int offset, int length) {
        if (buffers == null) {
            throw new IllegalArgumentException("the buffers are null");
        }
        Objects.checkFromIndexSize(offset, length, buffers.length);
        for (int i = offset; i < offset + length; i++) {
            if (buffers[i] == null) {
                throw new IllegalArgumentException("buffer " + i + " is null");
            }
        }
    }

    /** The connection, its handshake begun; what went wrong in a task is thrown here. */
    private Connection started() throws SSLException {
        Connection connection = endpoint.start();
        try {
            connection.begin();
        } catch (TlsFault fault) {
            throw Failures.of(fault, false);
        }
        TlsFault unsaid = connection.takeFault();
        if (unsaid != null) {
            throw Failures.of(unsaid, connection.isConnected());
        }
        return connection;
    }

    /** One call of the connection. */
    private interface Call {
        Step make();
    }

    private SSLEngineResult call(Connection connection, Call call) throws SSLException {
        try {
            Step step = call.make();
            endpoint.after(step);
            if (step.result() == Step.Result.CLOSED) {
                endpoint.ended();
            }
            return new SSLEngineResult(
                    status(step.result()), handshakeStatus(step.status()), step.consumed(), step.produced());
        } catch (TlsFault fault) {
            throw Failures.of(fault, connection.isConnected());
        }
    }

    private static SSLEngineResult closed() {
        return new SSLEngineResult(SSLEngineResult.Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
    }

    private static SSLEngineResult.Status status(Step.Result result) {
        return switch (result) {
            case OK -> SSLEngineResult.Status.OK;
            case BUFFER_UNDERFLOW -> SSLEngineResult.Status.BUFFER_UNDERFLOW;
            case BUFFER_OVERFLOW -> SSLEngineResult.Status.BUFFER_OVERFLOW;
            case CLOSED -> SSLEngineResult.Status.CLOSED;
        };
    }

    private static HandshakeStatus handshakeStatus(Status status) {
        return switch (status) {
            case NOT_HANDSHAKING -> HandshakeStatus.NOT_HANDSHAKING;
            case NEED_TASK -> HandshakeStatus.NEED_TASK;
            case NEED_WRAP -> HandshakeStatus.NEED_WRAP;
            case NEED_UNWRAP -> HandshakeStatus.NEED_UNWRAP;
            case FINISHED -> HandshakeStatus.FINISHED;
        };
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        Connection connection = endpoint.connection();
        return connection == null ? null : connection.nextTask();
    }

    // ---------------------------------------------------------------- beginning and end

    /**
     * Without effect once the handshake has begun: TLS 1.3 has no other.
     *
     * @throws SSLException on an established connection of TLS 1.2, which cannot be renegotiated
     */
    @Override
    public void beginHandshake() throws SSLException {
        if (endpoint.isAbandoned()) {
            throw new SSLException("the engine is closed");
        }
        Connection connection = endpoint.start();
        if (connection.isOutboundClosing() || connection.isInboundDone()) {
            throw new SSLException("the engine is closed");
        }
        if (connection.isConnected() && connection.progress().version() == ProtocolVersion.TLS12) {
            throw new SSLException(
                    "TLS 1.2 is not renegotiated here, by either side, and no setting changes that: open"
                            + " another connection, or use TLS 1.3 (setEnabledProtocols), where keys are renewed by themselves");
        }
        try {
            connection.begin();
        } catch (TlsFault fault) {
            throw Failures.of(fault, false);
        }
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        Connection connection = endpoint.connection();
        return connection == null ? HandshakeStatus.NOT_HANDSHAKING : handshakeStatus(connection.status());
    }

    @Override
    public void closeOutbound() {
        Connection connection = endpoint.connection();
        if (connection == null) {
            endpoint.abandon();
            connection = endpoint.connection();
        }
        if (connection != null) {
            connection.closeOutbound();
        }
    }

    /** @throws SSLException if the peer did not say close_notify: what it sent may have been cut short */
    @Override
    public void closeInbound() throws SSLException {
        Connection connection = endpoint.connection();
        if (connection == null) {
            endpoint.abandon();
            connection = endpoint.connection();
        }
        boolean orderly = connection == null || connection.closeInbound();
        endpoint.ended();
        if (!orderly) {
            throw new SSLException("closing inbound before receiving peer's close_notify: possible truncation attack?");
        }
    }

    @Override
    public boolean isInboundDone() {
        Connection connection = endpoint.connection();
        return connection == null ? endpoint.isAbandoned() : connection.isInboundDone();
    }

    @Override
    public boolean isOutboundDone() {
        Connection connection = endpoint.connection();
        return connection == null ? endpoint.isAbandoned() : connection.isOutboundDone();
    }

    // ---------------------------------------------------------------- sessions

    @Override
    public SSLSession getSession() {
        return endpoint.visibleSession();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return endpoint.handshakeSession();
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return endpoint.applicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return endpoint.handshakeApplicationProtocol();
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(@Nullable BiFunction<SSLEngine, List<String>, String> chooser) {
        selector = chooser;
    }

    @Override
    public @Nullable BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return selector;
    }

    // ---------------------------------------------------------------- what is set

    @Override
    public SSLParameters getSSLParameters() {
        return endpoint.get(ConnectionParameters::toSslParameters);
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        endpoint.set(mine -> mine.set(parameters));
    }

    @Override
    public void setUseClientMode(boolean client) {
        endpoint.side(client ? Side.CLIENT : Side.SERVER);
    }

    @Override
    public boolean getUseClientMode() {
        return endpoint.side() == Side.CLIENT;
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return ConnectionParameters.suiteNames(Settings.supportedSuites());
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return endpoint.get(ConnectionParameters::cipherSuites);
    }

    @Override
    public void setEnabledCipherSuites(String[] names) {
        endpoint.set(mine -> mine.cipherSuites(names));
    }

    @Override
    public String[] getSupportedProtocols() {
        return ConnectionParameters.protocolNames(Settings.supportedVersions());
    }

    @Override
    public String[] getEnabledProtocols() {
        return endpoint.get(ConnectionParameters::protocols);
    }

    @Override
    public void setEnabledProtocols(String[] names) {
        endpoint.set(mine -> mine.protocols(names));
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        endpoint.set(mine -> mine.clientAuthentication(need ? ClientAuthentication.NEED : ClientAuthentication.NONE));
    }

    @Override
    public boolean getNeedClientAuth() {
        return endpoint.get(ConnectionParameters::clientAuthentication) == ClientAuthentication.NEED;
    }

    @Override
    public void setWantClientAuth(boolean want) {
        endpoint.set(mine -> mine.clientAuthentication(want ? ClientAuthentication.WANT : ClientAuthentication.NONE));
    }

    @Override
    public boolean getWantClientAuth() {
        return endpoint.get(ConnectionParameters::clientAuthentication) == ClientAuthentication.WANT;
    }

    @Override
    public void setEnableSessionCreation(boolean may) {
        endpoint.set(mine -> mine.sessionCreation(may));
    }

    @Override
    public boolean getEnableSessionCreation() {
        return endpoint.get(ConnectionParameters::sessionCreation);
    }

    // ---------------------------------------------------------------- the face that managers see

    @Override
    public @Nullable String serverAlias(X509ExtendedKeyManager keys, String keyType, Principal @Nullable [] issuers) {
        return keys.chooseEngineServerAlias(keyType, issuers, this);
    }

    @Override
    public @Nullable String clientAlias(
            X509ExtendedKeyManager keys, String[] keyTypes, Principal @Nullable [] issuers) {
        return keys.chooseEngineClientAlias(keyTypes, issuers, this);
    }

    @Override
    public void judgeServer(X509ExtendedTrustManager trust, X509Certificate[] chain, String authType)
            throws CertificateException {
        trust.checkServerTrusted(chain, authType, this);
    }

    @Override
    public void judgeClient(X509ExtendedTrustManager trust, X509Certificate[] chain, String authType)
            throws CertificateException {
        trust.checkClientTrusted(chain, authType, this);
    }

    @Override
    public boolean selectsApplicationProtocol() {
        return selector != null;
    }

    @Override
    public @Nullable String selectApplicationProtocol(List<String> offered) {
        BiFunction<SSLEngine, List<String>, String> chooser = selector;
        return chooser == null ? "" : chooser.apply(this, offered);
    }
}
