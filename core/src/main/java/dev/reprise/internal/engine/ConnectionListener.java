package dev.reprise.internal.engine;

import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.TlsSession;

/** Hears what happens on a connection, on the thread that made it happen, outside the connection's locks. */
public interface ConnectionListener {
    /** The handshake completed. */
    void connected(Connection connection, ConnectionSummary summary);

    /** The connection failed; {@link Connection#isConnected} tells whether after its handshake. */
    void failed(Connection connection, TlsFault fault);

    /** A server issued a session to this client. */
    void sessionReceived(Connection connection, TlsSession session);

    /** Hears nothing. */
    ConnectionListener SILENT = new ConnectionListener() {
        @Override
        public void connected(Connection connection, ConnectionSummary summary) {}

        @Override
        public void failed(Connection connection, TlsFault fault) {}

        @Override
        public void sessionReceived(Connection connection, TlsSession session) {}
    };
}
