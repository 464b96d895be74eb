package dev.reprise.interop.ftps;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.ftpserver.ssl.ClientAuth;
import org.apache.ftpserver.ssl.SslConfiguration;
import org.jspecify.annotations.Nullable;

/** Apache FtpServer on a context of Reprise's. Remembers the socket it made last on a thread, which FtpServer keeps to itself. */
final class RepriseSslConfiguration implements SslConfiguration {
    private final SSLContext reprise;
    private final ThreadLocal<SSLSocket> made = new ThreadLocal<>();

    RepriseSslConfiguration(SSLContext reprise) {
        this.reprise = reprise;
    }

    /** The socket that this thread made last; null if it made none since it was asked. */
    @Nullable
    SSLSocket takeSocket() {
        SSLSocket last = made.get();
        made.remove();
        return last;
    }

    @Override
    public SSLSocketFactory getSocketFactory() {
        return new Remembering(reprise.getSocketFactory());
    }

    @Override
    public SSLContext getSSLContext() {
        return reprise;
    }

    @Override
    public SSLContext getSSLContext(String protocol) {
        return reprise;
    }

    @Override
    public String @Nullable [] getEnabledCipherSuites() {
        return null; // the context's
    }

    @Override
    public String getEnabledProtocol() {
        return "TLSv1.3";
    }

    @Override
    public String[] getEnabledProtocols() {
        return reprise.getDefaultSSLParameters().getProtocols();
    }

    @Override
    public ClientAuth getClientAuth() {
        return ClientAuth.NONE;
    }

    private final class Remembering extends SSLSocketFactory {
        private final SSLSocketFactory sockets;

        Remembering(SSLSocketFactory sockets) {
            this.sockets = sockets;
        }

        private Socket remember(Socket socket) {
            made.set((SSLSocket) socket);
            return socket;
        }

        @Override
        public Socket createSocket() throws IOException {
            return remember(sockets.createSocket());
        }

        @Override
        public Socket createSocket(Socket accepted, String host, int port, boolean autoClose) throws IOException {
            return remember(sockets.createSocket(accepted, host, port, autoClose));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return remember(sockets.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return remember(sockets.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress address, int port) throws IOException {
            return remember(sockets.createSocket(address, port));
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) throws IOException {
            return remember(sockets.createSocket(address, port, local, localPort));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return sockets.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return sockets.getSupportedCipherSuites();
        }
    }
}
