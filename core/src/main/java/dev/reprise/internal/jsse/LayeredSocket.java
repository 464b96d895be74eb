package dev.reprise.internal.jsse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The part of a TLS socket that is about its transport: every option and every address is that of the TCP socket below.
 */
@SuppressWarnings("NullAway") // Socket says "null" for addresses and channels that are not there.
abstract class LayeredSocket extends SSLSocket {
    private final Socket transport;
    private volatile boolean delayIsSet;

    LayeredSocket(Socket transport) {
        this.transport = transport;
    }

    final Socket transport() {
        return transport;
    }

    @Override
    public void bind(@Nullable SocketAddress local) throws IOException {
        transport.bind(local);
    }

    @Override
    public InetAddress getInetAddress() {
        return transport.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return transport.getLocalAddress();
    }

    @Override
    public int getPort() {
        return transport.getPort();
    }

    @Override
    public int getLocalPort() {
        return transport.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return transport.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return transport.getLocalSocketAddress();
    }

    /** Null: bytes of the channel would go past TLS. */
    @Override
    public @Nullable SocketChannel getChannel() {
        return null;
    }

    /**
     * Has a transport of our own send at once, unless the application has said what it wants. That is best for TLS, whose records are whole when they are written: else
     * what a client says behind its Finished, and what a server says behind its tickets, waits until those are acknowledged, which the other side
     * may put off for 40 ms.
     */
    final void sendWithoutDelay() {
        if (delayIsSet) {
            return;
        }
        try {
            transport.setTcpNoDelay(true);
        } catch (SocketException gone) {
            // On some systems a connection that has ended already takes no options; whoever reads or writes will hear
            // of it.
        }
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        transport.setTcpNoDelay(on);
        delayIsSet = true;
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return transport.getTcpNoDelay();
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        transport.setSoLinger(on, seconds);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return transport.getSoLinger();
    }

    /** @throws SocketException always: TLS has no urgent data */
    @Override
    public void sendUrgentData(int data) throws SocketException {
        throw new SocketException("TLS has no urgent data");
    }

    /** @throws SocketException always: TLS has no urgent data */
    @Override
    public void setOOBInline(boolean on) throws SocketException {
        throw new SocketException("TLS has no urgent data");
    }

    /** @throws SocketException always: TLS has no urgent data */
    @Override
    public boolean getOOBInline() throws SocketException {
        throw new SocketException("TLS has no urgent data");
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        transport.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return transport.getSoTimeout();
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        transport.setSendBufferSize(size);
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return transport.getSendBufferSize();
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        transport.setReceiveBufferSize(size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return transport.getReceiveBufferSize();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        transport.setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return transport.getKeepAlive();
    }

    @Override
    public void setTrafficClass(int trafficClass) throws SocketException {
        transport.setTrafficClass(trafficClass);
    }

    @Override
    public int getTrafficClass() throws SocketException {
        return transport.getTrafficClass();
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        transport.setReuseAddress(on);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return transport.getReuseAddress();
    }

    @Override
    public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        transport.setPerformancePreferences(connectionTime, latency, bandwidth);
    }

    @Override
    public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
        transport.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return transport.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return transport.supportedOptions();
    }

    @Override
    public boolean isConnected() {
        return transport.isConnected();
    }

    @Override
    public boolean isBound() {
        return transport.isBound();
    }
}
