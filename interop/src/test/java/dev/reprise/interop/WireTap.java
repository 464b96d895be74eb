package dev.reprise.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * A line to a server, or to another one with each connection. What passes from the servers in the clear says how each
 * handshake came about, whatever they say themselves.
 */
final class WireTap implements AutoCloseable {
    private final ServerSocket here;
    private final IntSupplier serverPort;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<Seen> seen = new ArrayList<>();

    private WireTap(IntSupplier serverPort) {
        this.serverPort = serverPort;
        try {
            here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WireTap to(int serverPort) {
        return among(() -> serverPort);
    }

    /** @param serverPort asked for each connection, in the order in which they come */
    static WireTap among(IntSupplier serverPort) {
        WireTap tap = new WireTap(serverPort);
        daemon(tap::accept);
        return tap;
    }

    /** Where the clients are to connect to. */
    int port() {
        return here.getLocalPort();
    }

    /** Waits for that many connections. */
    List<Seen> await(int connections) {
        long left = PeerProcess.LIMIT.toNanos();
        lock.lock();
        try {
            while (seen.size() < connections) {
                if (left <= 0) {
                    throw new PeerFailure("no " + connections + " connections passed", seen.toString());
                }
                left = more.awaitNanos(left);
            }
            return List.copyOf(seen);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerFailure("interrupted", seen.toString());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            here.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!here.isClosed()) {
            try {
                Socket client = here.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort.getAsInt());
                daemon(() -> carry(client, server, Optional.empty()));
                daemon(() -> carry(server, client, Optional.of(new ByteArrayOutputStream())));
            } catch (IOException e) {
                // The tap is closed, or the server is gone: who waits for it will tell.
            }
        }
    }

    private void carry(Socket from, Socket to, Optional<ByteArrayOutputStream> heard) {
        boolean open = heard.isPresent();
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16_384];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (open) {
                    heard.get().write(buffer, 0, count);
                    Optional<Seen> told = ServerFlight.judge(heard.get().toByteArray());
                    told.ifPresent(this::add);
                    open = told.isEmpty();
                }
                out.write(buffer, 0, count);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One of them is gone: the other one will tell.
        }
    }

    private void add(Seen connection) {
        lock.lock();
        try {
            seen.add(connection);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "wire-tap");
        thread.setDaemon(true);
        thread.start();
    }
}
