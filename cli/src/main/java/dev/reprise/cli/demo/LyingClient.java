package dev.reprise.cli.demo;

import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.cli.HostPort;
import dev.reprise.cli.Json;
import dev.reprise.cli.LastHandshake;
import dev.reprise.cli.connect.Caller;
import dev.reprise.cli.connect.CountingSessions;
import dev.reprise.cli.connect.Question;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.TlsSession;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A client that lies: offers the sessions of one server name under another. The library's own clients do not do this, and a server has
 * to refuse it all the same. It reaches below the public interface, which does not let one change what a session says.
 */
final class LyingClient {
    private LyingClient() {}

    /** @param arguments port, the authority's file, the session file, what to get */
    public static void main(String[] arguments) {
        HostPort server = new HostPort("127.0.0.1", Integer.parseInt(arguments[0]));
        LastHandshake last = new LastHandshake();
        CountingSessions sessions = new CountingSessions(new Renamed(SessionStores.clientFile(Path.of(arguments[2]))));
        var context = Reprise.client()
                .trust(Path.of(arguments[1]))
                .sessions(sessions)
                .listener(last)
                .build();
        Caller caller = new Caller(
                server,
                DemoPki.OTHER_NAME,
                context.getSocketFactory(),
                last::take,
                sessions,
                false,
                Reprise::awaitSession);
        System.out.println(Json.line(caller.call(
                        Question.get(arguments[3], new HostPort(DemoPki.OTHER_NAME, server.port())),
                        OutputStream.nullOutputStream())
                .handshake()
                .fields()));
    }

    /** Gives out sessions of {@link DemoPki#NAME} as sessions of whoever is asked for. */
    private record Renamed(ClientSessions sessions) implements ClientSessions {
        @Override
        public Optional<TlsSession> lease(Server server, Instant now) {
            return sessions.lease(new Server(DemoPki.NAME, server.port(), server.partition()), now)
                    .map(session -> SessionBridge.wrap(SessionBridge.state(session).toBuilder()
                            .serverName(server.host())
                            .peerName(server.host())
                            .build()));
        }

        @Override
        public void add(Server server, TlsSession session) {}

        @Override
        public void giveBack(Server server, TlsSession session) {}

        @Override
        public void remove(Server server, TlsSession session) {}

        @Override
        public int available(Server server, Instant now) {
            return 0;
        }

        @Override
        public void removeOrigin(byte[] originId) {}

        @Override
        public void close() {
            sessions.close();
        }
    }
}
