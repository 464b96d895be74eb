package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.SupportedGroups;
import dev.reprise.internal.message.Tls12NewSessionTicket;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Rfc;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tickets of TLS 1.2 as servers may give them, and what a client keeps of them. */
class Tls12TicketsTest {
    private final Endpoints ends = new Endpoints();
    private final Story story = new Story(ends);

    @BeforeEach
    void speakTls12() {
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
    }

    /** The session that a client keeps of a server that says other things. */
    private Connection connected(UnaryOperator<HandshakeMessage> instead) {
        Tls12Peer server = Tls12Peer.server(ends);
        server.says = instead;
        server.run();
        assertThat(server.tested.connection.fault()).isEmpty();
        assertThat(server.tested.connection.isConnected()).isTrue();
        assertThat(server.summary).isNotNull();
        return server.tested.connection;
    }

    private static UnaryOperator<HandshakeMessage> tickets(UnaryOperator<Tls12NewSessionTicket> change) {
        return message -> message instanceof Tls12NewSessionTicket ticket ? change.apply(ticket) : message;
    }

    private static UnaryOperator<HandshakeMessage> hellos(UnaryOperator<ServerHello> change) {
        return message -> message instanceof ServerHello hello ? change.apply(hello) : message;
    }

    /** A session's times are milliseconds. */
    private Duration lifetimeOf(TlsSession session) {
        return Duration.between(ends.clock.instant().truncatedTo(ChronoUnit.MILLIS), session.expiresAt());
    }

    @ParameterizedTest
    @CsvSource({"0, 604800", "60, 60", "604800, 604800", "4294967295, 604800"})
    @Rfc("5077#3.3 lifetime-hint")
    void areOfferedAsLongAsTheyLastAndWhereNothingIsSaidAsLongAsTheClientLikes(long hint, int seconds) {
        TlsSession session = connected(tickets(ticket -> new Tls12NewSessionTicket(hint, ticket.ticket())))
                .latestSession()
                .orElseThrow();
        assertThat(lifetimeOf(session)).isEqualTo(Duration.ofSeconds(seconds));
        ends.clock.set(session.expiresAt().minusMillis(1));
        assertThat(story.available()).isEqualTo(1);
        ends.clock.set(session.expiresAt());
        assertThat(story.available()).isZero();
    }

    @Test
    @Rfc("5077#3.3 empty-ticket")
    void thatAreAnnouncedAndEmptyAreNone() {
        Connection client = connected(tickets(ticket -> new Tls12NewSessionTicket(0, new byte[0])));
        assertThat(client.latestSession()).isEmpty();
        assertThat(story.available()).isZero();
    }

    @Test
    @Rfc("5077#3.3 empty-ticket")
    void thatAreEmptyWhereASessionIsResumedLeaveItAsItWas() {
        ends.lifetime = Duration.ofDays(7);
        TlsSession session = story.session();
        ends.clock.advance(Duration.ofHours(7)); // the key has been changed, and the ticket is renewed
        Connection client = connected(tickets(ticket -> new Tls12NewSessionTicket(0, new byte[0])));
        assertThat(Story.seenBy(client).mechanism()).isEqualTo(Mechanism.TICKET);
        assertThat(client.latestSession()).contains(session);
        assertThat(story.available()).isEqualTo(1);
    }

    @Test
    void thatTheServerDeclinedAreGoneWhetherItGivesOthersOrNot() {
        story.connects();
        assertThat(story.available()).isEqualTo(1);
        ends.keys = new EphemeralKeys(KeySchedule.DEFAULT, ends.random);
        Connection client = connected(tickets(ticket -> new Tls12NewSessionTicket(0, new byte[0])));
        assertThat(Story.seenBy(client).reason()).isEqualTo(Reason.DECLINED);
        assertThat(story.available()).isZero();
    }

    @Test
    @Rfc("5077#3.4 discard-session-id")
    void takeTheFirstPlaceBeforeASessionId() {
        Connection client = connected(hellos(hello -> ServerHellos.withSessionId(hello, new byte[] {1, 2, 3})));
        assertThat(Story.state(client.latestSession().orElseThrow()).sessionId())
                .isEmpty();
        assertThat(Story.seenBy(story.resumes().server).mechanism()).isEqualTo(Mechanism.TICKET);
    }

    @Test
    void ofAServerThatAlsoNamesItsGroupsAreTaken() {
        connected(hellos(hello -> ServerHellos.with(hello, new SupportedGroups(List.of(NamedGroup.X25519)))));
        story.resumes();
    }
}
