package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.NewSessionTicket;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.Unknown;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a client does with tickets that no server of ours would give. */
class ChangedTicketsTest {
    private final Story story = Story.with(TicketMode.STATELESS);
    private final Endpoints ends = story.ends;

    /** The session that a client makes of the server's ticket after this change; null for none. */
    private @Nullable TlsSession made(UnaryOperator<NewSessionTicket> change) {
        ends.ticketPool = 1;
        ends.clientSessions.lease(ends.clientConfig().server(), ends.clock.instant());
        Duel duel = new Duel(ends)
                .changingTheServers(
                        message -> message instanceof NewSessionTicket ticket ? change.apply(ticket) : message)
                .fight();
        assertThat(duel.client().summary).isNotNull();
        HandshakeState state = duel.client().state();
        assertThat(state.getClass().getSimpleName()).isEqualTo("Connected");
        return ends.clientSessions
                .lease(ends.clientConfig().server(), ends.clock.instant())
                .orElse(null);
    }

    private static NewSessionTicket with(NewSessionTicket ticket, long lifetime) {
        return new NewSessionTicket(lifetime, ticket.ageAdd(), ticket.nonce(), ticket.ticket(), ticket.extensions());
    }

    @Test
    @Prevents("ticket-message-rules")
    @Rfc("9846#4.7.1 lifetime-zero")
    void ofNoLifetimeAreThrownAway() {
        assertThat(made(ticket -> with(ticket, 0))).isNull();
        assertThat(made(ticket -> with(ticket, 1))).isNotNull();
    }

    @Test
    @Prevents("ticket-message-rules")
    @Rfc("9846#4.7.1 client-seven-days")
    void areUsedForSevenDaysAndNoLongerWhateverTheySay() {
        for (long lifetime : new long[] {604_800, 604_801, 0xffff_ffffL}) {
            TlsSession session = made(ticket -> with(ticket, lifetime));
            assertThat(session).isNotNull();
            assertThat(Duration.between(session.issuedAt(), session.expiresAt()))
                    .isEqualTo(Duration.ofDays(7));
        }
    }

    @Test
    @Rfc("9846#4.3.11.1 not-older-than-their-lifetime")
    void areNotOfferedWhenTheyAreOlderThanTheirLifetime() {
        TlsSession session = made(ticket -> with(ticket, 100));
        assertThat(session).isNotNull();
        ends.bound = session;
        ends.clock.advance(Duration.ofSeconds(99));
        story.resumes();
        ends.clock.advance(Duration.ofSeconds(1));
        Wire wire = story.isFull(Reason.NO_SESSION_OFFERED);
        assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.EXPIRED);
    }

    @Test
    @Rfc("9846#4.7.1 unknown-extensions")
    void withExtensionsThatNobodyKnowsAreTaken() {
        assertThat(made(ticket -> new NewSessionTicket(
                        ticket.lifetimeSeconds(),
                        ticket.ageAdd(),
                        ticket.nonce(),
                        ticket.ticket(),
                        Extensions.of(new Unknown(0x1234, new byte[7])))))
                .isNotNull();
    }

    @Test
    @Prevents("ticket-message-rules")
    @Rfc("9846#4.7.1 unsupported-ignored")
    void thatWereNotWantedAreIgnored() {
        ends.takeTickets = false;
        Duel duel = new Duel(ends).fight();
        assertThat(Story.said(duel.server(), NewSessionTicket.class))
                .as("no modes, no tickets")
                .isEmpty();
        NewSessionTicket ticket = new NewSessionTicket(60, 1, new byte[1], new byte[40], Extensions.of());
        HandshakeState before = duel.client().state();
        assertThat(before.on(MessageCodec.receive13(ticket.encode()), duel.client()))
                .isSameAs(before);
        assertThat(duel.client().asked).doesNotContain("session");
        assertThat(story.available()).isZero();
    }

    @Test
    @Rfc("9846#4.3.11.1 obfuscated-age")
    void haveTheirAgeHiddenWhenTheyAreOffered() {
        ends.ticketPool = 1;
        TlsSession session = story.session();
        ends.clock.advance(Duration.ofMillis(1234));
        Duel duel = new Duel(ends).fight();
        PreSharedKeys offer =
                Story.said(duel.client(), ClientHello.class).get(0).extensions().get(PreSharedKeys.class);
        assertThat(offer).isNotNull();
        assertThat(offer.identities()).singleElement().satisfies(identity -> {
            assertThat(identity.identity()).isEqualTo(Story.ticketOf(session));
            assertThat(identity.obfuscatedAge())
                    .isEqualTo((1234 + Story.state(session).ticketAgeAdd()) % (1L << 32));
        });
    }
}
