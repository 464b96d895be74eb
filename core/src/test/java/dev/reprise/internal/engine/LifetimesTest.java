package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Tls12NewSessionTicket;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.ResumptionDecision;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.GnuTlsCase;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a session serves: from the handshake that authenticated, and no moment longer for having been resumed, on either side. */
class LifetimesTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** A client that does not care when its sessions expire, and offers this one. */
    private static void offerForEver(Story story, TlsSession session) {
        story.ends.clientLifetime = Duration.ofDays(7);
        story.offering(
                session,
                state -> state.expiresAt(
                        story.ends.clock.instant().plus(Duration.ofDays(30)).toEpochMilli()));
    }

    @Nested
    class OnTheServer {
        @ParameterizedTest
        @EnumSource
        @GnuTlsCase({10, 26})
        void isTheServersOfNow(Carrier carrier) {
            Story story = Story.with(carrier);
            story.offering(story.session());
            // The server's lifetime is what counts, though the ticket said six hours.
            story.ends.lifetime = Duration.ofSeconds(45);
            story.ends.clock.advance(Duration.ofSeconds(60));
            story.isFull(Reason.EXPIRED);
        }

        @ParameterizedTest
        @EnumSource
        void endsToTheMillisecond(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.lifetime = HOUR;
            Instant start = Instant.ofEpochMilli(story.ends.clock.millis());
            TlsSession session = story.session();
            Endpoints longer = story.ends.neighbour();
            offerForEver(story, session);
            longer.lifetime = Duration.ofHours(2);
            if (!carrier.servesOnce()) {
                story.ends.clock.set(start.plus(HOUR).minusMillis(1));
                story.resumes();
            }
            story.ends.clock.set(start.plus(HOUR));
            // Neither where it was made, nor where newer sessions live longer. A store may have dropped it by then.
            for (Endpoints server : List.of(story.ends, longer)) {
                Wire wire = story.connects(server);
                assertThat(Story.seenBy(wire.server).reason())
                        .isIn(Reason.EXPIRED, carrier.isStored() ? Reason.UNKNOWN_SESSION : Reason.EXPIRED);
            }
        }

        @ParameterizedTest
        @EnumSource
        @GnuTlsCase(45)
        @Rfc("9846#4.7.1 total-lifetime")
        void isNotMadeLongerByResuming(Carrier carrier) {
            Story story = Story.with(carrier);
            story.session();
            TlsSession last = null;
            for (int hour = 1; hour < 6; hour++) {
                story.ends.clock.advance(HOUR);
                last = story.resumes().client.latestSession().orElseThrow();
            }
            offerForEver(story, last);
            story.ends.clock.advance(HOUR);
            Wire late = story.connects();
            assertThat(Story.seenBy(late.server).reason())
                    .isIn(Reason.EXPIRED, carrier.isStored() ? Reason.UNKNOWN_SESSION : Reason.EXPIRED);
        }

        /** Not by a week, whatever is configured and whatever was sealed. */
        @ParameterizedTest
        @EnumSource
        @Rfc("9846#4.7.1 seven-days")
        void isAWeekAtMost(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.keys =
                    new EphemeralKeys(new KeySchedule(Duration.ofDays(7), Duration.ofDays(7)), story.ends.random);
            story.ends.lifetime = Duration.ofDays(7);
            story.session();
            story.ends.clock.advance(Duration.ofDays(7).minusSeconds(10));
            TlsSession last = story.resumes().client.latestSession().orElseThrow();
            offerForEver(story, last);
            story.ends.clock.advance(Duration.ofSeconds(10));
            assertThat(Story.seenBy(story.connects().server).resumed()).isFalse();
        }
    }

    @Nested
    class OnTheClient {
        /** A TLS 1.2 session ID comes without a lifetime: then only the client's own counts. */
        @ParameterizedTest
        @EnumSource(names = "SESSION_ID", mode = EnumSource.Mode.EXCLUDE)
        @GnuTlsCase(45)
        @Rfc("5077#3.3 lifetime-hint")
        void isTheOneThatTheServerSaid(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.lifetime = Duration.ofSeconds(5);
            story.session();
            story.ends.clock.advance(Duration.ofSeconds(3));
            TlsSession second = story.resumes().client.latestSession().orElseThrow();
            story.ends.clock.advance(Duration.ofSeconds(3));
            Wire third = story.offering(second).isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(third.client).reason()).isEqualTo(Reason.EXPIRED);
            assertThat(Story.sent(third.clientSide(), Story.ticketOf(second)))
                    .as("the client offers no session")
                    .isFalse();
        }

        @ParameterizedTest
        @EnumSource
        void isItsOwnWhereThatIsShorter(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.clientLifetime = HOUR;
            TlsSession session = story.session();
            story.ends.clock.advance(HOUR.minusSeconds(1));
            story.resumes();
            story.ends.clock.advance(Duration.ofSeconds(1));
            Wire pooled = story.isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(pooled.client).reason()).isEqualTo(Reason.EXPIRED);
            Wire bound = story.offering(session).isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(bound.client).reason()).isEqualTo(Reason.EXPIRED);
        }

        @ParameterizedTest
        @EnumSource
        void isNotMadeLongerByResuming(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.clientLifetime = Duration.ofHours(3);
            story.ends.lifetime = Duration.ofHours(6);
            Instant start = Instant.ofEpochMilli(story.ends.clock.millis());
            story.session();
            for (int i = 0; i < 2; i++) {
                story.ends.clock.advance(HOUR);
                TlsSession next = story.resumes().client.latestSession().orElseThrow();
                assertThat(next.expiresAt()).isBeforeOrEqualTo(start.plus(Duration.ofHours(3)));
            }
            story.ends.clock.advance(HOUR);
            Wire late = story.isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(late.client).reason()).isEqualTo(Reason.EXPIRED);
        }

        /** RFC 5077 section 3.3: a hint of 0 says nothing. In TLS 1.3 it says: throw it away. */
        @ParameterizedTest
        @EnumSource(names = "SESSION_ID")
        void isItsOwnWhereNothingWasSaid(Carrier carrier) {
            Story story = Story.with(carrier);
            Instant start = Instant.ofEpochMilli(story.ends.clock.millis());
            assertThat(story.session().expiresAt()).isEqualTo(start.plus(Duration.ofDays(7)));
        }
    }

    @Nested
    class AClockThatWentBack {
        private static final Duration SKEW = ResumptionDecision.CLOCK_SKEW;

        @ParameterizedTest
        @EnumSource
        @Prevents("clock-moved")
        void byAFewMinutesMakesASessionNew(Carrier carrier) {
            Story story = Story.with(carrier);
            story.session();
            story.ends.clock.advance(SKEW.negated());
            Wire wire = story.resumes();
            assertThat(Story.seenBy(wire.server).age()).isEqualTo(Duration.ZERO);
            assertThat(Story.seenBy(wire.client).age()).isEqualTo(Duration.ZERO);
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("clock-moved")
        void byMoreIsNoticedByTheClient(Carrier carrier) {
            Story story = Story.with(carrier);
            TlsSession session = story.session();
            story.ends.clock.advance(SKEW.plusSeconds(1).negated());
            Wire wire = story.offering(session).isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.ISSUED_IN_FUTURE);
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("clock-moved")
        void byMoreIsNoticedByTheServer(Carrier carrier) {
            Story story = Story.with(carrier);
            TlsSession session = story.session();
            story.ends.clock.advance(SKEW.plusSeconds(1).negated());
            long early = story.ends.clock.millis() - 60_000;
            // The client's clock was right all the time.
            story.offering(
                    session,
                    state -> state.issuedAt(early).origin(session.origin().id(), early));
            Wire wire = story.isFull(Reason.ISSUED_IN_FUTURE);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.DECLINED);
        }
    }

    /** RFC 5077 section 3.3: a ticket whose key seals no longer is replaced while it is used. */
    @Nested
    class ARenewedTicketOfTls12 {
        private final Story story = Story.with(Carrier.TICKET);

        ARenewedTicketOfTls12() {
            story.ends.keys = new EphemeralKeys(new KeySchedule(HOUR, Duration.ofHours(6)), story.ends.random);
        }

        private Tls12NewSessionTicket renewed(Wire wire) {
            List<Tls12NewSessionTicket> tickets = Story.saidInTheClear(wire.serverSide(), Tls12NewSessionTicket.class);
            assertThat(tickets).hasSize(1);
            return tickets.get(0);
        }

        /** By the ID some servers tell whether two connections go on from one session: FTP servers, of a data connection. */
        @Test
        void standsBesideTheSameSessionIdAsTheOldOne() {
            story.connects();
            byte[] first = sessionId(story.resumes());
            assertThat(first).hasSize(32).isEqualTo(sessionId(story.resumes()));
            story.ends.clock.advance(Duration.ofMinutes(61));
            renewed(story.resumes());
            assertThat(sessionId(story.resumes())).isEqualTo(first);

            Story other = Story.with(Carrier.TICKET);
            other.connects();
            assertThat(sessionId(other.resumes())).isNotEqualTo(first);
        }

        private byte[] sessionId(Wire wire) {
            return Story.saidInTheClear(wire.clientSide(), ClientHello.class)
                    .get(0)
                    .legacySessionId();
        }

        @Test
        @Rfc("5077#3.3 renewal")
        void comesOnceTheKeyTurnedAndKeepsTheOldOrigin() {
            Instant start = Instant.ofEpochMilli(story.ends.clock.millis());
            TlsSession first = story.session();
            story.ends.clock.advance(Duration.ofMinutes(30));
            Wire same = story.resumes();
            assertThat(Story.saidInTheClear(same.serverSide(), Tls12NewSessionTicket.class))
                    .isEmpty();
            assertThat(same.client.latestSession()).contains(first);

            story.ends.clock.advance(Duration.ofMinutes(31));
            Wire wire = story.resumes();
            Tls12NewSessionTicket ticket = renewed(wire);
            TlsSession second = wire.client.latestSession().orElseThrow();
            assertThat(Story.ticketOf(second)).isEqualTo(ticket.ticket()).isNotEqualTo(Story.ticketOf(first));
            assertThat(second.origin()).isEqualTo(first.origin());
            assertThat(second.expiresAt()).isBeforeOrEqualTo(start.plus(Duration.ofHours(6)));
            assertThat(ticket.lifetimeHint()).isEqualTo(Duration.ofMinutes(299).toSeconds());
            assertThat(story.available()).as("it took the place of the first").isEqualTo(1);
            // The origin is the server's too: six hours after it, it is over, however it came here.
            Wire third = story.resumes();
            assertThat(Story.seenBy(third.server).origin())
                    .isEqualTo(Story.seenBy(wire.server).origin());
            offerForEver(story, second);
            story.ends.clock.set(start.plus(Duration.ofHours(6)));
            story.isFull(Reason.EXPIRED);
        }

        @Test
        @Prevents("tickets-nobody-honours")
        void livesNoLongerThanTheServersLifetimeOfNow() {
            story.session();
            story.ends.lifetime = Duration.ofMinutes(90);
            story.ends.clock.advance(Duration.ofMinutes(61));
            Wire wire = story.resumes();
            assertThat(renewed(wire).lifetimeHint())
                    .isEqualTo(Duration.ofMinutes(29).toSeconds());
            story.ends.clock.advance(Duration.ofMinutes(29));
            Wire late = story.isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(late.client).reason()).isEqualTo(Reason.EXPIRED);
        }
    }
}
