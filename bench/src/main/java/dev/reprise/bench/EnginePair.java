package dev.reprise.bench;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Two engines and what lies between them. */
final class EnginePair {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int BUFFER = 64 * 1024;

    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer;
    private final ByteBuffer toClient;
    private final ByteBuffer plain;
    private boolean clientDone;
    private boolean serverDone;

    /** What lies between engines. It may serve one pair after the other, so that no benchmark measures how it is made. */
    static final class Wire {
        private final ByteBuffer toServer = ByteBuffer.allocate(BUFFER);
        private final ByteBuffer toClient = ByteBuffer.allocate(BUFFER);
        private final ByteBuffer plain = ByteBuffer.allocate(BUFFER);
    }

    EnginePair(SSLEngine client, SSLEngine server, Wire wire) {
        this.client = client;
        this.server = server;
        this.toServer = wire.toServer.clear();
        this.toClient = wire.toClient.clear();
        this.plain = wire.plain.clear();
    }

    SSLEngine client() {
        return client;
    }

    SSLEngine server() {
        return server;
    }

    EnginePair handshake() throws SSLException {
        return begin().complete();
    }

    /** The client's hello is on the wire, and nobody has read it. */
    EnginePair begin() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        say(client, toServer, true);
        return this;
    }

    /** All that follows, and the tickets behind it. */
    EnginePair complete() throws SSLException {
        boolean moved = true;
        while (moved) {
            moved = say(client, toServer, true) | say(server, toClient, false);
            moved |= hear(server, toServer, false) | hear(client, toClient, true);
        }
        if (!clientDone || !serverDone) {
            throw new SSLException("the handshake came to no end");
        }
        return this;
    }

    private boolean say(SSLEngine engine, ByteBuffer wire, boolean isClient) throws SSLException {
        boolean said = runTasks(engine);
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            said = true;
            note(engine.wrap(NOTHING, wire), isClient);
            runTasks(engine);
        }
        return said;
    }

    private boolean hear(SSLEngine engine, ByteBuffer wire, boolean isClient) throws SSLException {
        boolean heard = false;
        wire.flip();
        while (wire.hasRemaining() && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            SSLEngineResult result = engine.unwrap(wire, plain);
            note(result, isClient);
            heard |= result.bytesConsumed() > 0 | runTasks(engine);
            if (result.bytesConsumed() == 0 && engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
                break;
            }
        }
        wire.compact();
        return heard;
    }

    private void note(SSLEngineResult result, boolean isClient) {
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            clientDone |= isClient;
            serverDone |= !isClient;
        }
    }

    private static boolean runTasks(SSLEngine engine) {
        boolean ran = false;
        Runnable task;
        while ((task = engine.getDelegatedTask()) != null) {
            task.run();
            ran = true;
        }
        return ran;
    }
}
