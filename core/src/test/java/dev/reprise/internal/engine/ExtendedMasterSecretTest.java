package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.Tls12Certificate;
import dev.reprise.internal.resumption.CertificateNames;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.GnuTlsCase;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * RFC 7627 section 5.3, for both ways of TLS 1.2: whether the session has an extended master secret, and whether the hello that offers it has the
 * extension. Both ends here always have it, so one of them is taken for an older one: by taking the extension from its hello on the way, or by
 * a session in the store, or in a ticket, that an older server left.
 *
 * <pre>
 *               hello with             hello without
 * session with     resumed                the connection ends
 * session without  full                   full; and none is kept
 * </pre>
 */
class ExtendedMasterSecretTest {
    private static HandshakeMessage withoutExtension(HandshakeMessage message) {
        return message instanceof ClientHello hello
                ? hello.withExtensions(hello.extensions().without(ExtensionType.EXTENDED_MASTER_SECRET))
                : withoutExtension((ServerHello) message);
    }

    private static ServerHello withoutExtension(ServerHello hello) {
        return new ServerHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionIdEcho(),
                hello.cipherSuite(),
                hello.extensions().without(ExtensionType.EXTENDED_MASTER_SECRET));
    }

    /** A session that a server without the extension might have left, and a client that has it by now. */
    private static Story withAnOldSession(Carrier carrier) {
        Story story = Story.with(carrier);
        TlsSession session = story.session();
        SessionState clients = Story.state(session);
        ServerConfig server = story.ends.serverConfig();
        SessionState old = SessionState.builder(
                        Side.SERVER, carrier.version, clients.suite(), Secret.copyOf(clients.secret()))
                .extendedMasterSecret(false)
                .origin(clients.originId(), clients.authenticatedAt())
                .issuedAt(clients.issuedAt())
                .expiresAt(clients.issuedAt() + 3_600_000)
                .serverName(clients.serverName())
                .fingerprint(server.endpoint().fingerprint())
                .ownNames(CertificateNames.of(story.ends.serverChain.get(0)))
                .build();
        ServerSessions sessions = server.sessions();
        if (carrier == Carrier.SESSION_ID) {
            byte[] id = Objects.requireNonNull(sessions.newSessionId());
            sessions.keep(id, old);
            return story.offeringTicket(session, id);
        }
        ServerSessions.Tls12Ticket ticket = sessions.seal(old, story.ends.clock.instant());
        assertThat(ticket).isNotNull();
        return story.offeringTicket(session, ticket.ticket());
    }

    @Nested
    class ASessionWithIt {
        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "TICKET"})
        void isResumedByAHelloWithIt(Carrier carrier) {
            Story story = Story.with(carrier);
            story.session();
            story.resumes();
        }

        /** One of the few cases in which a resumption ends a connection. */
        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "TICKET"})
        @GnuTlsCase({5, 12})
        @Prevents("extended-master-secret")
        @Rfc("7627#5.3 server-aborts-without")
        void endsTheConnectionOfAHelloWithoutIt(Carrier carrier) {
            Story story = Story.with(carrier);
            story.offering(story.session());
            Wire wire = story.ends.wire();
            Story.changeHello(wire.clientSide(), ExtendedMasterSecretTest::withoutExtension);
            wire.run();
            assertThat(wire.server.isConnected()).isFalse();
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
        }

        /** A client whose server goes on with its session, and without the extension, is not to go on. */
        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "TICKET"})
        @Prevents("extended-master-secret")
        void endsTheConnectionOfAServerThatResumesWithoutIt(Carrier carrier) {
            Story story = Story.with(carrier);
            story.session();
            Wire wire = story.ends.wire();
            Story.changeHello(wire.serverSide(), ExtendedMasterSecretTest::withoutExtension);
            wire.run();
            assertThat(wire.client.isConnected()).isFalse();
            assertThat(wire.client.fault().orElseThrow().alert()).isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
        }
    }

    @Nested
    class ASessionWithoutIt {
        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "TICKET"})
        @GnuTlsCase({6, 12})
        @Prevents("extended-master-secret")
        @Rfc({"7627#5.3 full-instead", "7627#5.3 no-resumption-without"})
        void costsAFullHandshakeInAHelloWithIt(Carrier carrier) {
            Wire wire = withAnOldSession(carrier).isFull(Reason.EXTENDED_MASTER_SECRET_MISMATCH);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.DECLINED);
        }

        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "TICKET"})
        @Prevents("extended-master-secret")
        @Rfc("7627#5.3 no-resumption-without")
        void isNotResumedByAHelloWithoutItEither(Carrier carrier) {
            Wire wire = withAnOldSession(carrier).ends.wire();
            Story.changeHello(wire.clientSide(), ExtendedMasterSecretTest::withoutExtension);
            wire.run();
            assertAnsweredInFull(wire);
        }

        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "TICKET"})
        @Prevents("extended-master-secret")
        void isNotOfferedByAClientThatFindsOne(Carrier carrier) {
            Story story = Story.with(carrier);
            TlsSession session = story.session();
            Wire wire = story.offering(session, state -> state.extendedMasterSecret(false))
                    .isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.EXTENDED_MASTER_SECRET_MISMATCH);
            assertThat(Story.sent(wire.clientSide(), Story.ticketOf(session))).isFalse();
        }

        /** RFC 7627 section 5.4: not even made, by a server. */
        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "TICKET"})
        @Prevents("extended-master-secret")
        @Rfc({"7627#5.3 no-resumption-without", "7627#5.4 not-kept"})
        void isNotMade(Carrier carrier) {
            Wire wire = Story.with(carrier).ends.wire();
            Story.changeHello(wire.clientSide(), ExtendedMasterSecretTest::withoutExtension);
            wire.run();
            assertAnsweredInFull(wire);
        }

        /** With certificates, and without a session ID or a ticket under which it could be taken up again. */
        private void assertAnsweredInFull(Wire wire) {
            assertThat(Story.saidInTheClear(wire.serverSide(), Tls12Certificate.class))
                    .isNotEmpty();
            assertThat(Story.saidInTheClear(wire.serverSide(), ServerHello.class))
                    .singleElement()
                    .satisfies(hello -> {
                        assertThat(hello.legacySessionIdEcho()).isEmpty();
                        assertThat(hello.extensions().has(ExtensionType.SESSION_TICKET))
                                .isFalse();
                        assertThat(hello.extensions().has(ExtensionType.EXTENDED_MASTER_SECRET))
                                .isFalse();
                    });
        }
    }
}
