package dev.reprise.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one address that clients know, as of a load balancer: passes each connection on to the node whose turn it is, over a path that
 * takes its time, and keeps what it saw.
 */
final class Relay implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final ServerSocket server;
    private final BlockingQueue<Passage> passages = new LinkedBlockingQueue<>();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Route route = new Route(List.of(), Duration.ZERO);

    /**
     * Where connections go.
     *
     * @param ports of the nodes on this machine, which take turns
     * @param oneWay how long a byte is under way, in either direction
     */
    private record Route(List<Integer> ports, Duration oneWay) {}

    private Relay(ServerSocket server) {
        this.server = server;
    }

    /** Listens on a free port of this machine. */
    static Relay start() throws IOException {
        Relay relay = new Relay(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()));
        daemon("relay", relay::accept);
        return relay;
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on, connections go to these nodes in turn, the first one first. */
    void lead(Duration oneWay, Integer... ports) {
        passages.clear();
        turn.set(0);
        route = new Route(List.of(ports), oneWay);
    }

    /** From now on, bytes of new connections are under way for so long; the nodes stay the same. */
    void delay(Duration oneWay) {
        route = new Route(route.ports, oneWay);
    }

    /** The next connection that was accepted; with all its bytes, if they came to an end in time. */
    Passage next() throws IOException, InterruptedException {
        Passage passage = passages.poll(20, TimeUnit.SECONDS);
        if (passage == null || !passage.awaitEnd(20)) {
            throw new IOException("no connection came through the relay to its end");
        }
        return passage;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                pass(server.accept());
            } catch (IOException e) {
                // The relay is closed, or a node is not there: then the client sees its connection end.
            }
        }
    }

    private void pass(Socket client) throws IOException {
        Route now = route;
        Passage passage = new Passage(now.oneWay);
        Socket node = new Socket();
        try {
            node.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), nextPort(now)));
            client.setTcpNoDelay(true);
            node.setTcpNoDelay(true);
        } catch (IOException e) {
            node.close();
            client.close();
            throw e;
        }
        passages.add(passage);
        Link up = new Link(client, node, now.oneWay, passage::fromClient, (bytes, length) -> {}, passage);
        Link down = new Link(node, client, now.oneWay, (bytes, length) -> {}, passage::toClient, passage);
        up.start("up");
        down.start("down");
    }

    private int nextPort(Route now) throws IOException {
        if (now.ports.isEmpty()) {
            throw new IOException("there is no node yet");
        }
        return now.ports.get(Math.floorMod(turn.getAndIncrement(), now.ports.size()));
    }

    @FunctionalInterface
    private interface Tap {
        void see(byte[] bytes, int length);
    }

    /** One direction: who reads does not wait for who writes, so that bytes sent together arrive together. */
    private record Link(Socket from, Socket to, Duration oneWay, Tap sent, Tap arriving, Passage passage) {
        private record Chunk(byte @Nullable [] bytes, long dueNanos) {}

        void start(String name) {
            BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
            if (oneWay.isZero()) {
                daemon("relay-" + name, this::copy);
            } else {
                daemon("relay-" + name + "-in", () -> read(underWay));
                daemon("relay-" + name + "-out", () -> write(underWay));
            }
        }

        private void copy() {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    sent.see(buffer, count);
                    arriving.see(buffer, count);
                    out.write(buffer, 0, count);
                }
                end(false);
            } catch (IOException e) {
                end(true);
            }
        }

        private void read(BlockingQueue<Chunk> underWay) {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    sent.see(buffer, count);
                    underWay.add(new Chunk(java.util.Arrays.copyOf(buffer, count), due()));
                }
            } catch (IOException e) {
                // It ended the hard way: the end is passed on as an end.
            }
            underWay.add(new Chunk(null, due()));
        }

        private void write(BlockingQueue<Chunk> underWay) {
            try {
                OutputStream out = to.getOutputStream();
                for (Chunk chunk = underWay.take(); chunk.bytes != null; chunk = underWay.take()) {
                    waitUntil(chunk.dueNanos);
                    arriving.see(chunk.bytes, chunk.bytes.length);
                    out.write(chunk.bytes);
                }
                end(false);
            } catch (IOException e) {
                end(true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private long due() {
            return System.nanoTime() + oneWay.toNanos();
        }

        private static void waitUntil(long dueNanos) {
            for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        private void end(boolean hard) {
            boolean last = passage.directionEnded();
            try {
                if (!hard && !last) {
                    to.shutdownOutput();
                    return;
                }
                from.close();
                to.close();
            } catch (IOException e) {
                // It is closed as far as it goes.
            }
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
