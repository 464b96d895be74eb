package dev.reprise.bogo;

import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.engine.Status;
import dev.reprise.internal.engine.Step;
import dev.reprise.internal.wire.TlsFault;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/** A connection on a socket to the runner. Used by one thread. */
final class SocketWire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final byte[] LOOPBACK_4 = {127, 0, 0, 1};
    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    private static final int RECORD = 17 * 1024;
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final Socket socket;
    private final InputStream in;
    private final Connection connection;
    private final byte[] arriving;
    private final ByteBuffer records = ByteBuffer.allocate(2 * RECORD).flip();
    private final ByteBuffer plain = ByteBuffer.allocate(RECORD).flip();
    private final ByteBuffer outgoing = ByteBuffer.allocate(RECORD);

    private boolean goodbye;

    /** What is kept back of the last record, so that it is half written while others are read. */
    private byte[] keptBack = new byte[0];

    private SocketWire(Socket socket, Connection connection, int chunk) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.connection = connection;
        this.arriving = new byte[chunk];
    }

    /** Goes to the runner and says which test this is. */
    static SocketWire to(Options options, Connection connection) throws IOException {
        Socket socket = new Socket();
        try {
            InetAddress loopback = InetAddress.getByAddress(options.has(Flag.IPV6) ? LOOPBACK_6 : LOOPBACK_4);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(
                    new InetSocketAddress(loopback, options.number(Flag.PORT).orElseThrow()), PATIENCE_MILLIS);
            byte[] id = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(options.number(Flag.SHIM_ID, 0))
                    .array();
            socket.getOutputStream().write(id);
            return new SocketWire(socket, connection, options.has(Flag.ASYNC) ? 1 : RECORD);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    /** Handshakes, unless that was done. */
    void handshake() throws IOException {
        call(() -> {
            connection.begin();
            return true;
        });
        settle();
        while (!connection.isConnected()) {
            unwrap();
            settle();
        }
    }

    /**
     * Application data, as much as there is, but no more than so much.
     *
     * @return empty at the end, whether the peer said it or not
     */
    byte[] read(int most) throws IOException {
        handshake();
        while (!plain.hasRemaining() && !connection.isInboundDone()) {
            unwrap(); // what this side has to say to what comes, it says with its own data: to several KeyUpdates once
        }
        settle();
        byte[] data = new byte[Math.min(most, plain.remaining())];
        plain.get(data);
        return data;
    }

    void write(byte[] data) throws IOException {
        handshake();
        ByteBuffer[] source = {ByteBuffer.wrap(data)};
        flushKeptBack();
        settle();
        while (source[0].hasRemaining() && send(source)) {
            settle();
        }
    }

    /** Writes no more than the first byte of a record now, and the rest with the next write. */
    void writeFirstByteOf(byte[] data) throws IOException {
        handshake();
        settle();
        outgoing.clear();
        call(() -> connection.wrap(new ByteBuffer[] {ByteBuffer.wrap(data)}, 0, 1, outgoing));
        outgoing.flip();
        socket.getOutputStream().write(outgoing.get());
        keptBack = new byte[outgoing.remaining()];
        outgoing.get(keptBack);
    }

    /** Says close_notify. */
    void closeOutbound() throws IOException {
        connection.closeOutbound();
        settle();
    }

    /** Whether the peer said close_notify before it ended. */
    boolean peerSaidGoodbye() {
        return goodbye;
    }

    /** What the connection has to say or to do before it can go on. */
    private void settle() throws IOException {
        while (true) {
            Runnable task = connection.nextTask();
            if (task != null) {
                task.run();
                TlsFault fault = connection.takeFault();
                if (fault != null) {
                    throw broken(fault);
                }
            } else if (connection.status() != Status.NEED_WRAP || keptBack.length > 0 || !send(NOTHING)) {
                return;
            }
        }
    }

    private void flushKeptBack() throws IOException {
        socket.getOutputStream().write(keptBack);
        keptBack = new byte[0];
    }

    /** @return false if there was nothing to be said: a connection that the peer has ended waits for this side to end it, too */
    private boolean send(ByteBuffer[] source) throws IOException {
        outgoing.clear();
        Step step = call(() -> connection.wrap(source, 0, 1, outgoing));
        if (step.result() == Step.Result.BUFFER_OVERFLOW) {
            throw new IOException("a record does not fit into " + outgoing.capacity() + " bytes");
        }
        write();
        return step.produced() > 0;
    }

    private void write() throws IOException {
        try {
            socket.getOutputStream().write(outgoing.array(), 0, outgoing.position());
        } catch (IOException gone) {
            // A peer that has ended need not listen: what it said before counts.
            if (!connection.isConnected()) {
                throw gone;
            }
        }
    }

    /** Takes one record, or waits for more bytes. */
    private void unwrap() throws IOException {
        plain.clear();
        Step step = call(() -> connection.unwrap(records, new ByteBuffer[] {plain}, 0, 1));
        plain.flip();
        if (step.result() == Step.Result.BUFFER_UNDERFLOW) {
            receive();
        } else if (step.result() == Step.Result.CLOSED) {
            goodbye = true;
        }
    }

    private void receive() throws IOException {
        int count = in.read(arriving);
        if (count < 0) {
            call(() -> {
                connection.closeInbound();
                return true;
            });
            if (!connection.isConnected()) {
                throw broken(connection.fault().orElseThrow());
            }
            return;
        }
        records.compact().put(arriving, 0, count).flip();
    }

    private <T> T call(Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (TlsFault fault) {
            throw broken(fault);
        }
    }

    /** Tells the peer why, as far as it listens. */
    private TlsFault broken(TlsFault fault) {
        try {
            flushKeptBack();
            do {
                outgoing.clear();
                connection.wrap(NOTHING, 0, 1, outgoing);
                socket.getOutputStream().write(outgoing.array(), 0, outgoing.position());
            } while (outgoing.position() > 0);
        } catch (IOException | TlsFault gone) {
            fault.addSuppressed(gone);
        }
        return fault;
    }

    /** Lets the peer say all it has to: a socket closed before would take away from it what was written last. */
    @Override
    public void close() throws IOException {
        try (socket) {
            socket.shutdownOutput();
            byte[] unread = new byte[4096];
            while (in.read(unread) >= 0) {
                // whatever it is
            }
        } catch (IOException gone) {
            // So is what it had to say.
        }
    }
}
