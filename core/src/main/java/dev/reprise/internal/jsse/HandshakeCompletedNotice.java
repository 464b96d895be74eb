package dev.reprise.internal.jsse;

import java.util.List;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * Tells JSSE's listeners that a handshake completed. On a thread of its own, as they expect: one that waits for the
 * data of the very connection would else hold up who reads it. The one thread that the core ever starts, and only where
 * somebody registered such a listener.
 */
final class HandshakeCompletedNotice implements Runnable {
    private static final System.Logger LOG = System.getLogger("dev.reprise.handshake");

    private final HandshakeCompletedEvent event;
    private final List<HandshakeCompletedListener> listeners;

    private HandshakeCompletedNotice(HandshakeCompletedEvent event, List<HandshakeCompletedListener> listeners) {
        this.event = event;
        this.listeners = listeners;
    }

    static void tell(SSLSocket socket, List<HandshakeCompletedListener> listeners) {
        SSLSession session = socket.getSession();
        Thread thread = new Thread(
                new HandshakeCompletedNotice(new HandshakeCompletedEvent(socket, session), listeners),
                "reprise-handshake-completed");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        for (HandshakeCompletedListener listener : listeners) {
            try {
                listener.handshakeCompleted(event);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a listener of completed handshakes throws", e);
            }
        }
    }
}
