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
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A client that lies about the sessions it offers. The library's own clients do not do this, and a server has to refuse it all the same.
 * It reaches below the public interface, which does not let one change what a session says.
 */
final class LyingClient {
    /** What it lies about. */
    enum Lie {
        /** Offers sessions of {@link DemoPki#NAME} under {@link DemoPki#OTHER_NAME}. */
        SERVER_NAME,
        /** Offers sessions after their lifetime. */
        AGE
    }

    private LyingClient() {}

    /** @param arguments port, the authority's file, the session file, what to get, the {@link Lie} */
    public static void main(String[] arguments) {
        Lie lie = Lie.valueOf(arguments[4]);
        String name = lie == Lie.SERVER_NAME ? DemoPki.OTHER_NAME : DemoPki.NAME;
        HostPort server = new HostPort("127.0.0.1", Integer.parseInt(arguments[0]));
        LastHandshake last = new LastHandshake();
        CountingSessions sessions =
                new CountingSessions(new Altered(SessionStores.clientFile(Path.of(arguments[2])), lie));
        var context = Reprise.client()
                .trust(Path.of(arguments[1]))
                .sessions(sessions)
                .listener(last)
                .build();
        Caller caller = new Caller(
                server, name, context.getSocketFactory(), last::take, sessions, false, Reprise::awaitSession);
        System.out.println(Json.line(caller.call(
                        Question.get(arguments[3], new HostPort(name, server.port())), OutputStream.nullOutputStream())
                .handshake()
                .fields()));
    }

    /** Gives out sessions of {@link DemoPki#NAME} as what they are not. */
    private record Altered(ClientSessions sessions, Lie lie) implements ClientSessions {
        /** Less than by how much clocks may differ. */
        private static final Duration BACK = Duration.ofMinutes(4);

        @Override
        public Optional<TlsSession> lease(Server server, Instant now) {
            Instant asked = lie == Lie.AGE ? now.minus(BACK) : now;
            return sessions.lease(new Server(DemoPki.NAME, server.port(), server.partition()), asked)
                    .map(session -> SessionBridge.wrap(SessionBridge.state(session).toBuilder()
                            .serverName(server.host())
                            .peerName(server.host())
                            .expiresAt(now.plus(BACK).toEpochMilli())
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
