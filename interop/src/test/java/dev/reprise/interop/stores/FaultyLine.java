package dev.reprise.interop.stores;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A line to a server of this machine that can be had to fail, and to work again. */
final class FaultyLine implements AutoCloseable {
    /** How it fails. */
    enum Fault {
        NONE,
        /** It accepts, and says nothing. */
        STALLED,
        /** What was open is closed, and who connects is refused. */
        CLOSED,
        /** The server's next answer stops in its middle. */
        CUT,
        /** The server's answers come byte by byte. */
        SLOW
    }

    private final int server;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;
    private ServerSocket here;

    FaultyLine(int server) {
        this.server = server;
        here = listen(0);
        port = here.getLocalPort();
    }

    private ServerSocket listen(int wanted) {
        try {
            ServerSocket listening = new ServerSocket(wanted, 0, InetAddress.getByName("127.0.0.1"));
            threads.execute(() -> accept(listening));
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** Connections that reached it. */
    int accepted() {
        return accepted.get();
    }

    /** From now on; what was open before is closed, so that nothing is left of how it was. */
    void become(Fault next) throws IOException {
        Fault before = fault;
        fault = next;
        if (next == Fault.CLOSED) {
            here.close();
        } else if (before == Fault.CLOSED) {
            here = listen(port);
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept(ServerSocket listening) {
        while (true) {
            try {
                Socket client = listening.accept();
                accepted.incrementAndGet();
                open.add(client);
                if (fault != Fault.STALLED) {
                    Socket there = new Socket(InetAddress.getByName("127.0.0.1"), server);
                    open.add(there);
                    threads.execute(() -> copy(client, there, false));
                    threads.execute(() -> copy(there, client, true));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        byte[] bytes = new byte[1 << 14];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
                if (answers && fault == Fault.CUT) {
                    out.write(bytes, 0, count / 2);
                    return;
                }
                boolean slow = answers && fault == Fault.SLOW;
                for (int i = 0; i < count; i += slow ? 1 : count) {
                    out.write(bytes, i, slow ? 1 : count);
                    if (slow) {
                        Thread.sleep(1);
                    }
                }
            }
        } catch (IOException | InterruptedException over) {
            // One side closed, or the test did.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        become(Fault.CLOSED);
        threads.shutdownNow();
    }
}
