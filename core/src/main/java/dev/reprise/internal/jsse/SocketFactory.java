package dev.reprise.internal.jsse;

import dev.reprise.internal.session.Side;
import dev.reprise.internal.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes a context's sockets. TCP sockets that are its own send without delay; what an application brings stays as it is. */
final class SocketFactory extends SSLSocketFactory {
    private final ContextCore context;

    SocketFactory(ContextCore context) {
        this.context = context;
    }

    @Override
    public Socket createSocket() {
        return client(new Socket(), Peer.UNKNOWN, true);
    }

    @Override
    public Socket createSocket(@Nullable String host, int port) throws IOException {
        return connected(new Peer(host, port), addressOf(host, port), null);
    }

    @Override
    public Socket createSocket(@Nullable String host, int port, InetAddress localHost, int localPort)
            throws IOException {
        return connected(new Peer(host, port), addressOf(host, port), new InetSocketAddress(localHost, localPort));
    }

    /** No host is this machine, as {@link Socket#Socket(String, int)} has it. */
    private static InetSocketAddress addressOf(@Nullable String host, int port) {
        return host == null
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                : new InetSocketAddress(host, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return createSocket(address, port, null, 0);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, @Nullable InetAddress localAddress, int localPort)
            throws IOException {
        InetSocketAddress remote = new InetSocketAddress(address, port);
        return connected(
                new Peer(remote.getHostString(), port),
                remote,
                localAddress == null ? null : new InetSocketAddress(localAddress, localPort));
    }

    /**
     * Over a socket that is connected already, to a proxy for example: the host is the one to be reached through it.
     */
    @Override
    public Socket createSocket(Socket transport, @Nullable String host, int port, boolean autoClose)
            throws IOException {
        requireConnected(transport);
        return client(transport, new Peer(host, port), autoClose);
    }

    /** A server's, over a socket that a client has begun to speak on. */
    @Override
    public Socket createSocket(Socket transport, @Nullable InputStream consumed, boolean autoClose) throws IOException {
        requireConnected(transport);
        Peer peer = new Peer(transport.getInetAddress().getHostAddress(), transport.getPort());
        return new RepriseSocket(
                context,
                new ConnectionParameters(context.settings(Side.SERVER)),
                transport,
                peer,
                Side.SERVER,
                autoClose,
                consumed);
    }

    private static void requireConnected(Socket transport) throws SocketException {
        if (!transport.isConnected()) {
            throw new SocketException("the socket below is not connected");
        }
    }

    private Socket connected(Peer peer, SocketAddress remote, @Nullable SocketAddress local) throws IOException {
        Socket transport = new Socket();
        try {
            if (local != null) {
                transport.bind(local);
            }
            Socket socket = client(transport, peer, true);
            socket.connect(remote);
            return socket;
        } catch (IOException | RuntimeException failed) {
            transport.close();
            throw failed;
        }
    }

    private RepriseSocket client(Socket transport, Peer peer, boolean ownsTransport) {
        return new RepriseSocket(
                context,
                new ConnectionParameters(context.settings(Side.CLIENT)),
                transport,
                peer,
                Side.CLIENT,
                ownsTransport,
                null);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return ConnectionParameters.suiteNames(context.settings(Side.CLIENT).suites());
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return ConnectionParameters.suiteNames(Settings.supportedSuites());
    }
}
