package dev.reprise.internal.jsse;

import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.settings.Settings;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/**
 * Accepts TCP connections and gives them the face of JSSE's sockets. The handshake is made by whoever uses the socket
 * first.
 */
final class RepriseServerSocket extends SSLServerSocket {
    private final ContextCore context;
    private final ReentrantLock lock = new ReentrantLock();
    private final ConnectionParameters parameters;
    private boolean clientMode;

    /** Not bound yet. */
    RepriseServerSocket(ContextCore context) throws IOException {
        this.context = context;
        this.parameters = new ConnectionParameters(context.settings(Side.SERVER));
    }

    @Override
    public Socket accept() throws IOException {
        Socket transport = super.accept();
        Peer peer = new Peer(transport.getInetAddress().getHostAddress(), transport.getPort());
        lock.lock();
        try {
            RepriseSocket socket = new RepriseSocket(
                    context,
                    new ConnectionParameters(parameters),
                    transport,
                    peer,
                    clientMode ? Side.CLIENT : Side.SERVER,
                    true,
                    null);
            socket.sendWithoutDelay();
            return socket;
        } finally {
            lock.unlock();
        }
    }

    /** What is read or changed under the lock. */
    private interface Access<T> {
        T to(ConnectionParameters parameters);
    }

    private <T> T get(Access<T> access) {
        lock.lock();
        try {
            return access.to(parameters);
        } finally {
            lock.unlock();
        }
    }

    private void set(Consumer<ConnectionParameters> change) {
        lock.lock();
        try {
            change.accept(parameters);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SSLParameters getSSLParameters() {
        return get(ConnectionParameters::toSslParameters);
    }

    @Override
    public void setSSLParameters(SSLParameters given) {
        set(mine -> mine.set(given));
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return get(ConnectionParameters::cipherSuites);
    }

    @Override
    public void setEnabledCipherSuites(String[] names) {
        set(mine -> mine.cipherSuites(names));
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return ConnectionParameters.suiteNames(Settings.supportedSuites());
    }

    @Override
    public String[] getSupportedProtocols() {
        return ConnectionParameters.protocolNames(Settings.supportedVersions());
    }

    @Override
    public String[] getEnabledProtocols() {
        return get(ConnectionParameters::protocols);
    }

    @Override
    public void setEnabledProtocols(String[] names) {
        set(mine -> mine.protocols(names));
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        set(mine -> mine.clientAuthentication(need ? ClientAuthentication.NEED : ClientAuthentication.NONE));
    }

    @Override
    public boolean getNeedClientAuth() {
        return get(ConnectionParameters::clientAuthentication) == ClientAuthentication.NEED;
    }

    @Override
    public void setWantClientAuth(boolean want) {
        set(mine -> mine.clientAuthentication(want ? ClientAuthentication.WANT : ClientAuthentication.NONE));
    }

    @Override
    public boolean getWantClientAuth() {
        return get(ConnectionParameters::clientAuthentication) == ClientAuthentication.WANT;
    }

    @Override
    public void setUseClientMode(boolean client) {
        set(mine -> {
            clientMode = client;
            mine.defaults(context.settings(client ? Side.CLIENT : Side.SERVER));
        });
    }

    @Override
    public boolean getUseClientMode() {
        return get(mine -> clientMode);
    }

    @Override
    public void setEnableSessionCreation(boolean may) {
        set(mine -> mine.sessionCreation(may));
    }

    @Override
    public boolean getEnableSessionCreation() {
        return get(ConnectionParameters::sessionCreation);
    }
}
