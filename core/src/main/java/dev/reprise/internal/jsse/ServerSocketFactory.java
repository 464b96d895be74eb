package dev.reprise.internal.jsse;

import dev.reprise.internal.session.Side;
import dev.reprise.internal.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes a context's server sockets. */
final class ServerSocketFactory extends SSLServerSocketFactory {
    private static final int DEFAULT_BACKLOG = 50; // as java.net.ServerSocket has it

    private final ContextCore context;

    ServerSocketFactory(ContextCore context) {
        this.context = context;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new RepriseServerSocket(context);
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return createServerSocket(port, DEFAULT_BACKLOG, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return createServerSocket(port, backlog, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address) throws IOException {
        ServerSocket socket = createServerSocket();
        try {
            socket.bind(new InetSocketAddress(address, port), backlog);
            return socket;
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return ConnectionParameters.suiteNames(context.settings(Side.SERVER).suites());
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return ConnectionParameters.suiteNames(Settings.supportedSuites());
    }
}
