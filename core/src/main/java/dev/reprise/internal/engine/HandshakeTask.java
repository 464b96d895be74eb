package dev.reprise.internal.engine;

import dev.reprise.internal.handshake.Await;

/** The work a handshake waits for, run once, on whichever thread. */
final class HandshakeTask implements Runnable {
    private final Connection connection;
    private final Await<?> await;

    HandshakeTask(Connection connection, Await<?> await) {
        this.connection = connection;
        this.await = await;
    }

    @Override
    public void run() {
        if (!connection.waitsFor(this)) {
            return;
        }
        Await.Outcome outcome;
        try {
            outcome = await.run();
        } catch (Error died) {
            outcome = effects -> {
                throw died; // to the connection first, which would wait for this task for ever
            };
        }
        connection.goOn(this, outcome);
    }

    /** Wipes what the handshake would have gone on with, and what the work has brought in the meantime. */
    void discard() {
        await.discard();
    }
}
