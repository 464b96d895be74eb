package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code SSLSession.invalidate()} is followed by. */
class InvalidationTest {
    @Nested
    class OfAClient {
        @Test
        @Prevents("invalidated-session")
        void holdsForTheTicketsThatAreOnTheirWay() throws Exception {
            assertThatNothingComesBackTo(SessionStores.clientMemory());
        }

        @Test
        @Prevents("invalidated-session")
        void holdsInADirectoryAndInAFile(@TempDir Path directory) throws Exception {
            assertThatNothingComesBackTo(SessionStores.clientDirectory(directory.resolve("sessions")));
            assertThatNothingComesBackTo(SessionStores.clientFile(directory.resolve("session")));
        }

        @Test
        @Prevents("invalidated-session")
        void holdsWhereThePlaceItselfRemembersNothing() throws Exception {
            assertThatNothingComesBackTo(new Plain());
        }

        private static void assertThatNothingComesBackTo(ClientSessions sessions) throws Exception {
            SSLContext client = client().sessions(sessions).build();
            try (SSLServerSocket listener = SocketPair.listen(server().build());
                    SocketPair first = SocketPair.connect(client, listener).handshake()) {
                first.client.getSession().invalidate();
                first.talk();

                assertThat(Reprise.session(first.client)).isEmpty();
                try (SocketPair second = SocketPair.connect(client, listener).handshake()) {
                    assertThat(Reprise.resumption(second.server).reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
                    second.talk();
                }
                try (SocketPair third = SocketPair.connect(client, listener).handshake()) {
                    assertThat(Reprise.resumption(third.client).reason())
                            .as("what comes of another handshake")
                            .isEqualTo(Reason.RESUMED);
                }
            }
        }
    }

    /** A place such as somebody else may write, for one server. */
    private static final class Plain implements ClientSessions {
        private final Deque<TlsSession> kept = new ArrayDeque<>();

        @Override
        public void add(Server server, TlsSession session) {
            kept.push(session);
        }

        @Override
        public Optional<TlsSession> lease(Server server, Instant now) {
            return Optional.ofNullable(kept.poll());
        }

        @Override
        public void giveBack(Server server, TlsSession session) {
            kept.push(session);
        }

        @Override
        public void remove(Server server, TlsSession session) {
            kept.remove(session);
        }

        @Override
        public int available(Server server, Instant now) {
            return kept.size();
        }

        @Override
        public void removeOrigin(byte[] originId) {
            kept.removeIf(session -> Arrays.equals(session.origin().id(), originId));
        }

        @Override
        public void close() {
            kept.clear();
        }
    }
}
