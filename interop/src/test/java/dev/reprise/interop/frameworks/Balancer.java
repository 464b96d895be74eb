package dev.reprise.interop.frameworks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** One address for many nodes: each new connection goes, byte for byte, to the node that was chosen last. */
public final class Balancer implements AutoCloseable {
    private final ServerSocket listener;
    private volatile int node;

    public Balancer() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("balancer", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on connections go to the node at that port. */
    public void to(int port) {
        node = port;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket();
                server.connect(new InetSocketAddress("127.0.0.1", node));
                start("balancer-up", () -> pump(client, server));
                start("balancer-down", () -> pump(server, client));
            } catch (SocketException e) {
                // Closed, or the node is: the client is told by its connection's end.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // Either side has gone; the other is told by the end of its connection.
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
