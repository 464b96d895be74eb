package dev.reprise.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/**
 * A line to a server on this machine, for one connection, that holds back what the client says once the server has begun to answer: then
 * the handshake is under way for sure, and stays so until {@link #letGo}.
 */
final class HeldLine implements AutoCloseable {
    private final ServerSocket here = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    private HeldLine(int serverPort) throws IOException {
        this.serverPort = serverPort;
    }

    static HeldLine to(int serverPort) throws IOException {
        HeldLine line = new HeldLine(serverPort);
        daemon(line::carry);
        return line;
    }

    /** Where the client is to connect to. */
    int port() {
        return here.getLocalPort();
    }

    /** Waits until the server has begun to answer. */
    void awaitAnswer() throws InterruptedException {
        if (!answered.await(PeerProcess.LIMIT_SECONDS, java.util.concurrent.TimeUnit.SECONDS)) {
            throw new PeerFailure("no answer came", "on port " + serverPort);
        }
    }

    /** From now on everything passes. */
    void letGo() {
        letGo.countDown();
    }

    @Override
    public void close() throws IOException {
        letGo();
        here.close();
    }

    private void carry() {
        try (Socket client = here.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            Thread down = daemon(() -> copyDown(server, client));
            copyUp(client, server);
            down.join();
        } catch (IOException e) {
            // One of them is gone: the other one will tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copyUp(Socket client, Socket server) throws IOException, InterruptedException {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] buffer = new byte[16_384];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (answered.getCount() == 0) {
                letGo.await();
            }
            out.write(buffer, 0, count);
        }
        server.shutdownOutput();
    }

    private void copyDown(Socket server, Socket client) {
        try {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[16_384];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                answered.countDown(); // before the client sees any of it, and can go on
                out.write(buffer, 0, count);
            }
            client.shutdownOutput();
        } catch (IOException e) {
            // One of them is gone: the other one will tell.
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "held-line");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
