package dev.reprise.internal.jsse;

import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.settings.Face;
import dev.reprise.internal.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** JSSE's socket: a {@link RecordStream} over a TCP socket, its own or one that was there before. */
@SuppressWarnings("NullAway") // JSSE's "null" stands for "not yet" and "nobody" in many places of SSLSocket.
final class RepriseSocket extends LayeredSocket implements Face, Reached {
    private final Endpoint endpoint;
    private final RecordStream records;
    private final boolean ownsTransport;
    private final List<HandshakeCompletedListener> listeners = new CopyOnWriteArrayList<>();
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private volatile @Nullable BiFunction<SSLSocket, List<String>, String> selector;
    private volatile boolean inputShutdown;
    private volatile boolean outputShutdown;

    /**
     * @param transport connected, or to be connected by {@link #connect}
     * @param ownsTransport whether it is closed with this socket
     * @param consumed what was read from it already; null if nothing
     */
    RepriseSocket(
            ContextCore context,
            ConnectionParameters parameters,
            Socket transport,
            Peer peer,
            Side side,
            boolean ownsTransport,
            @Nullable InputStream consumed) {
        super(transport);
        Deferred listeners = new Deferred();
        this.endpoint = new Endpoint(context, this, parameters, peer, side, listeners);
        this.records = new RecordStream(endpoint, new Transport(transport, consumed), listeners);
        this.ownsTransport = ownsTransport;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    RecordStream records() {
        return records;
    }

    // ---------------------------------------------------------------- connecting

    @Override
    public void connect(SocketAddress address) throws IOException {
        connect(address, 0);
    }

    /** The host that the address names is what the server is asked for and identified by. */
    @Override
    public void connect(SocketAddress address, int timeoutMillis) throws IOException {
        if (isClosed()) {
            throw new SocketException("Socket closed");
        }
        if (isConnected()) {
            throw new SocketException("already connected");
        }
        if (address instanceof InetSocketAddress inet && endpoint.peer().host() == null) {
            endpoint.peer(new Peer(inet.getHostString(), inet.getPort()));
        }
        sendWithoutDelay();
        transport().connect(address, timeoutMillis);
    }

    // ---------------------------------------------------------------- handshake

    /** Without effect once the handshake is made: TLS 1.3 has no other. Where it fails, the socket is closed, as users of JSSE expect. */
    @Override
    public void startHandshake() throws IOException {
        if (isClosed()) {
            throw new SocketException("Socket closed");
        }
        if (!isConnected()) {
            throw new SocketException("Socket is not connected");
        }
        if (handshake() && !listeners.isEmpty()) {
            HandshakeCompletedNotice.tell(this, List.copyOf(listeners));
        }
    }

    /** A peer that hears nothing more must not wait for ever, though whoever called may have let go of this socket with the exception. */
    private boolean handshake() throws IOException {
        try {
            return records.handshake();
        } catch (InterruptedIOException mayGoOn) {
            throw mayGoOn;
        } catch (IOException failed) {
            try {
                close();
            } catch (IOException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw failed;
        }
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("the listener is null");
        }
        listeners.add(listener);
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        if (!listeners.remove(listener)) {
            throw new IllegalArgumentException("the listener was not added");
        }
    }

    /** Makes the handshake if it was not made; where that fails, a session without anything. */
    @Override
    public SSLSession getSession() {
        if (isConnected() && !isClosed() && !records.isHandshakingHere()) {
            try {
                startHandshake();
            } catch (IOException failed) {
                return endpoint.visibleSession();
            }
        }
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
    public void setHandshakeApplicationProtocolSelector(@Nullable BiFunction<SSLSocket, List<String>, String> chooser) {
        selector = chooser;
    }

    @Override
    public @Nullable BiFunction<SSLSocket, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return selector;
    }

    void takeArrived() throws IOException {
        records.takeArrived();
    }

    void awaitSession(Duration patience) throws IOException {
        startHandshake();
        records.awaitSession(patience, endpoint.context().settings().clock());
    }

    // ---------------------------------------------------------------- bytes

    @Override
    public InputStream getInputStream() throws IOException {
        requireUsable();
        if (inputShutdown) {
            throw new SocketException("Socket input is shutdown");
        }
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        requireUsable();
        if (outputShutdown) {
            throw new SocketException("Socket output is shutdown");
        }
        return output;
    }

    private void requireUsable() throws SocketException {
        if (isClosed()) {
            throw new SocketException("Socket closed");
        }
        if (!isConnected()) {
            throw new SocketException("Socket is not connected");
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            requireUsable();
            if (length == 0) {
                return 0;
            }
            if (inputShutdown) {
                return -1;
            }
            startHandshake();
            return records.read(target, offset, length);
        }

        @Override
        public int available() throws IOException {
            requireUsable();
            return inputShutdown ? 0 : records.available();
        }

        @Override
        public void close() throws IOException {
            RepriseSocket.this.close();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, source.length);
            requireUsable();
            if (outputShutdown) {
                throw new SocketException("Socket output is shutdown");
            }
            startHandshake();
            if (length > 0) {
                records.write(source, offset, length);
            }
        }

        @Override
        public void close() throws IOException {
            RepriseSocket.this.close();
        }
    }

    // ---------------------------------------------------------------- the end

    /** Says close_notify where that can be done at once, and never waits long for anybody. */
    @Override
    public void close() throws IOException {
        records.close(ownsTransport);
    }

    @Override
    public boolean isClosed() {
        return records.isClosed() || transport().isClosed();
    }

    /** Says close_notify and goes on reading: TLS 1.3 closes each direction by itself (RFC 9846, section 6.1). */
    @Override
    public void shutdownOutput() throws IOException {
        requireUsable();
        if (outputShutdown) {
            throw new SocketException("Socket output is shutdown");
        }
        startHandshake();
        outputShutdown = true;
        records.closeOutbound();
        if (ownsTransport) {
            transport().shutdownOutput();
        }
    }

    /** @throws SSLException if the peer has not said close_notify: what it has sent may be lost */
    @Override
    public void shutdownInput() throws IOException {
        requireUsable();
        if (inputShutdown) {
            throw new SocketException("Socket input is shutdown");
        }
        inputShutdown = true;
        if (!records.closeInbound()) {
            throw new SSLException("closing inbound before receiving peer's close_notify: possible truncation attack?");
        }
    }

    @Override
    public boolean isInputShutdown() {
        Connection connection = endpoint.connection();
        return inputShutdown || connection != null && connection.isInboundDone();
    }

    @Override
    public boolean isOutputShutdown() {
        Connection connection = endpoint.connection();
        return outputShutdown || connection != null && connection.isOutboundDone();
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

    /** Off on a client: the connection resumes a session or fails before a byte leaves. */
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
        return keys.chooseServerAlias(keyType, issuers, this);
    }

    @Override
    public @Nullable String clientAlias(
            X509ExtendedKeyManager keys, String[] keyTypes, Principal @Nullable [] issuers) {
        return keys.chooseClientAlias(keyTypes, issuers, this);
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
        BiFunction<SSLSocket, List<String>, String> chooser = selector;
        return chooser == null ? "" : chooser.apply(this, offered);
    }

    @Override
    public String toString() {
        return "RepriseSocket[" + transport() + "]";
    }
}
