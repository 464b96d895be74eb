package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.ApplicationProtocolSelector;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.EncryptedExtensions;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.NewSessionTicket;
import dev.reprise.internal.message.PskKeyExchangeModes;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.TicketRequestHint;
import dev.reprise.internal.message.Tls12Certificate;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.Opened;
import dev.reprise.internal.resumption.Purpose;
import dev.reprise.internal.resumption.Sealer;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeySource;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.store.DerivedKeys;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers give out as tickets, and what they make of bytes that are none of theirs. */
class TicketsOnTheWireTest {
    private static final byte[] NO_NAME = {};

    private static void assertRefused(Story story) {
        Wire wire = story.connects();
        assertThat(Story.seenBy(wire.server).resumed()).isFalse();
        assertThat(Story.seenBy(wire.server).reason())
                .isIn(Reason.UNREADABLE, Reason.UNKNOWN_TICKET_KEY, Reason.UNKNOWN_SESSION);
        assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.DECLINED);
    }

    /** All the tickets of one connection, as the server sent them. */
    private static List<NewSessionTicket> issued(Endpoints ends) {
        return issuedIn(new Duel(ends).fight());
    }

    private static List<NewSessionTicket> issuedIn(Duel duel) {
        return Story.said(duel.server(), NewSessionTicket.class);
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("ticket-integrity")
    void areRefusedWithAnyByteChangedAndStillServeUnchanged(Carrier carrier) {
        Story story = Story.with(carrier);
        TlsSession session = story.session();
        byte[] ticket = Story.ticketOf(session);
        for (int i = 0; i < ticket.length; i++) {
            byte[] changed = ticket.clone();
            changed[i] ^= (byte) (1 << (i & 7));
            assertRefused(story.offeringTicket(session, changed));
        }
        story.offeringTicket(session, ticket).resumes();
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("ticket-integrity")
    void areRefusedAtAnyOtherLengthAndStillServeAtTheirOwn(Carrier carrier) {
        Story story = Story.with(carrier);
        TlsSession session = story.session();
        byte[] ticket = Story.ticketOf(session);
        for (int length = 1; length < ticket.length; length++) {
            assertRefused(story.offeringTicket(session, Arrays.copyOf(ticket, length)));
            if (length % 16 == 1) {
                assertRefused(story.offeringTicket(session, Arrays.copyOfRange(ticket, length, ticket.length)));
            }
        }
        if (carrier != Carrier.SESSION_ID) { // no ID is longer
            assertRefused(story.offeringTicket(session, Arrays.copyOf(ticket, ticket.length + 1)));
        }
        story.offeringTicket(session, ticket).resumes();
    }

    @Test
    @Prevents("huge-tickets")
    void ofAnyLengthThatFitsAHelloAreOfferedAndLongerOnesLeftOut() {
        Story story = Story.with(TicketMode.STATELESS);
        TlsSession session = story.session();
        for (int length : new int[] {256, 257, 16_384, 60 * 1024}) {
            story.offeringTicket(session, new byte[length]).isFull(Reason.UNREADABLE);
        }
        for (int length : new int[] {60 * 1024 + 1, 65_535}) {
            Wire wire = story.offeringTicket(session, new byte[length]).isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.TOO_LARGE);
        }
    }

    @Test
    @Prevents("huge-tickets")
    void areTakenFromAServerUpToTheLongestThereIs() {
        Story story = Story.with(TicketMode.STATELESS);
        story.ends.ticketPool = 1;
        for (int length : new int[] {1, 65_535}) {
            new Duel(story.ends)
                    .changingTheServers(message -> message instanceof NewSessionTicket ticket
                            ? new NewSessionTicket(
                                    ticket.lifetimeSeconds(),
                                    ticket.ageAdd(),
                                    ticket.nonce(),
                                    new byte[length],
                                    ticket.extensions())
                            : message)
                    .fight();
            assertThat(story.available()).isEqualTo(1);
            // What cannot be offered costs the resumption, not the connection.
            Wire wire = story.connects();
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(length == 1 ? Reason.DECLINED : Reason.TOO_LARGE);
            story.ends.clientSessions.lease(story.ends.clientConfig().server(), story.ends.clock.instant());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STATELESS", "STORED"})
    @Prevents({"linkable-tickets", "nonce-reuse"})
    @Rfc({"9846#4.7.1 fresh-age-add", "9846#4.7.1 unique-nonce", "9846#4.7.1 unique-psk"})
    void shareNothingWithTheOthersOfTheirConnection(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.ticketPool = 32;
        story.ends.ticketCount = 32;
        List<NewSessionTicket> tickets = issued(story.ends);
        assertThat(tickets).hasSize(32);
        assertThat(tickets).extracting(NewSessionTicket::ageAdd).doesNotHaveDuplicates();
        assertThat(tickets)
                .extracting(ticket -> ByteBuffer.wrap(ticket.nonce()))
                .doesNotHaveDuplicates();
        assertThat(tickets)
                .extracting(ticket -> ByteBuffer.wrap(ticket.ticket()))
                .doesNotHaveDuplicates();
        List<ByteBuffer> secrets = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            Optional<TlsSession> session =
                    story.ends.clientSessions.lease(story.ends.clientConfig().server(), story.ends.clock.instant());
            secrets.add(
                    ByteBuffer.wrap(Story.state(session.orElseThrow()).secret().copy()));
        }
        assertThat(secrets).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(names = {"STATELESS", "STORED"})
    @Prevents("nonce-reuse")
    void shareNothingWithThoseOfANodeThatHasTheSameKeys(Carrier carrier) {
        Story story = Story.with(carrier);
        MasterKeys secret = MasterKeys.of(List.of(Secret.owning(new byte[32])));
        Set<ByteBuffer> salts = new HashSet<>();
        for (int node = 0; node < 20; node++) {
            Endpoints ends = story.ends.neighbour();
            ends.keys = new DerivedKeys(secret, KeySchedule.DEFAULT);
            for (NewSessionTicket ticket : issued(ends)) {
                byte[] bytes = ticket.ticket();
                assertThat(salts.add(ByteBuffer.wrap(bytes, bytes.length > 32 ? 17 : 0, 16)))
                        .isTrue();
            }
        }
        assertThat(salts).hasSize(40);
    }

    @Test
    @Prevents("zero-key")
    void doNotOpenWithAKeyOfZerosUnderTheirName() {
        Story story = Story.with(TicketMode.STATELESS);
        byte[] ticket = Story.ticketOf(story.session());
        for (int length : new int[] {16, 32, 48, 64}) {
            TicketKey zeros = new TicketKey(
                    Arrays.copyOfRange(ticket, 1, 17),
                    Secret.owning(new byte[length]),
                    Instant.MIN,
                    Instant.MAX,
                    Instant.MAX);
            assertThat(Sealer.open(TicketKeyring.of(zeros, List.of(zeros)), Purpose.TICKET, NO_NAME, ticket))
                    .isEqualTo(new Opened.Refused(Reason.UNREADABLE));
        }
    }

    @Test
    @Prevents("zero-key")
    void areNotGivenWhereThereIsNoKeyToSealThem() {
        Story story = Story.with(TicketMode.STATELESS);
        story.ends.keys = new TicketKeySource() {
            @Override
            public TicketKeyring at(Instant now) {
                return TicketKeyring.empty();
            }

            @Override
            public boolean forwardSecret() {
                return true;
            }

            @Override
            public Instant nextRotation(Instant now) {
                return Instant.MAX;
            }

            @Override
            public void rotate(Instant now, boolean revoke) {}

            @Override
            public String describe() {
                return "none";
            }
        };
        assertThat(story.isFull(Reason.NO_SESSION_OFFERED).client.latestSession())
                .isEmpty();
    }

    @Test
    @Prevents("tickets-nobody-honours")
    @Rfc("9149#3 as-many-as-asked")
    void thatNobodyCouldUseAreNotPromised() {
        Story story = Story.with(TicketMode.STATELESS);
        Duel asking = new Duel(story.ends).fight();
        assertThat(promised(asking)).isEqualTo(story.ends.ticketPool);
        assertThat(issuedIn(asking)).hasSize(story.ends.ticketPool);

        Duel unable = new Duel(story.ends)
                .changingTheClients(message -> message instanceof ClientHello hello
                        ? with(hello, new PskKeyExchangeModes(List.of(PskKeyExchangeModes.PSK_KE)))
                        : message);
        Story.faultOf(unable); // the client did not say that
        assertThat(promised(unable)).isZero();
    }

    private static int promised(Duel duel) {
        return Story.said(duel.server(), EncryptedExtensions.class)
                .get(0)
                .extensions()
                .get(TicketRequestHint.class)
                .expected();
    }

    private static ClientHello with(ClientHello hello, Extension other) {
        return new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionId(),
                hello.cipherSuites(),
                hello.compressionMethods(),
                Extensions.of(hello.extensions().all().stream()
                        .map(extension -> extension.type() == other.type() ? other : extension)
                        .toList()));
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("tickets-nobody-honours")
    void thatAreGivenAreTaken(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.ticketPool = 8;
        story.session();
        List<TlsSession> all = new ArrayList<>();
        for (int there = story.available(); there > 0; there--) {
            all.add(story.ends
                    .clientSessions
                    .lease(story.ends.clientConfig().server(), story.ends.clock.instant())
                    .orElseThrow());
        }
        assertThat(all).hasSize(carrier.isTls12() ? 1 : 8);
        for (TlsSession each : all) {
            story.offering(each).resumes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT6H", "P7D"})
    @Rfc("9846#4.7.1 seven-days")
    void neverSayALifetimeOverSevenDaysNorOverWhatIsLeft(String lifetime) {
        for (TicketMode mode : TicketMode.values()) {
            Story story = Story.with(mode);
            story.ends.lifetime = Duration.parse(lifetime);
            for (NewSessionTicket ticket : issued(story.ends)) {
                assertThat(ticket.lifetimeSeconds())
                        .isPositive()
                        .isLessThanOrEqualTo(604_800)
                        .isLessThanOrEqualTo(story.ends.lifetime.toSeconds());
            }
        }
    }

    @Test
    @Prevents("tickets-nobody-honours")
    void neverSayALongerLifetimeThanTheirKeyHas() {
        Story story = Story.with(TicketMode.STATELESS);
        story.ends.lifetime = Duration.ofDays(7);
        TicketKeyring ring = story.ends.keys.at(story.ends.clock.instant());
        Instant end = Objects.requireNonNull(ring.sealing()).opensUntil();
        for (NewSessionTicket ticket : issued(story.ends)) {
            assertThat(story.ends.clock.instant().plusSeconds(ticket.lifetimeSeconds()))
                    .isBeforeOrEqualTo(end);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SESSION_ID", mode = EnumSource.Mode.EXCLUDE)
    @Prevents("shared-session-data")
    void ofAResumedConnectionTellOfThatConnectionAndOfTheOrigin(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.keys =
                new EphemeralKeys(new KeySchedule(Duration.ofHours(1), Duration.ofHours(6)), story.ends.random);
        story.ends.clientProtocols = List.of("h2", "http/1.1");
        story.ends.selector = ApplicationProtocolSelector.preferring(List.of("h2"));
        SessionState first = Story.state(story.session());
        story.ends.selector = ApplicationProtocolSelector.preferring(List.of("http/1.1"));
        story.ends.clock.advance(Duration.ofMinutes(61)); // so that TLS 1.2 gives another ticket, too
        SessionState second = Story.state(story.resumes().client.latestSession().orElseThrow());
        assertThat(first.applicationProtocol()).isEqualTo("h2");
        assertThat(second.applicationProtocol()).isEqualTo("http/1.1");
        assertThat(second.originId()).isEqualTo(first.originId());
        assertThat(second.authenticatedAt()).isEqualTo(first.authenticatedAt());
        assertThat(second.expiresAt()).isLessThanOrEqualTo(first.expiresAt());
    }

    @Test
    @Prevents("ticket-message-rules")
    void areMessagesOfTheirOwnAndAsTheCodecReadsThem() {
        for (NewSessionTicket ticket : issued(new Endpoints())) {
            assertThat(MessageCodec.receive13(ticket.encode()).message()).isEqualTo(ticket);
            assertThat(ticket.extensions().isEmpty()).isTrue();
        }
    }

    /** RFC 5077 section 3.4: the ID beside a ticket says nothing but whether it comes back. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 31, 32})
    @Prevents("legacy-session-id")
    void ofTls12AreAnsweredWithTheVeryIdThatStandsBesideThem(int length) {
        Story story = Story.with(Carrier.TICKET);
        story.session();
        byte[] id = new byte[length];
        Arrays.fill(id, (byte) 7);
        Wire wire = story.ends.wire();
        Story.changeHello(wire.clientSide(), message -> {
            ClientHello hello = (ClientHello) message;
            return new ClientHello(
                    hello.legacyVersion(),
                    hello.random(),
                    id,
                    hello.cipherSuites(),
                    hello.compressionMethods(),
                    hello.extensions());
        });
        wire.run();
        assertThat(Story.saidInTheClear(wire.serverSide(), ServerHello.class))
                .singleElement()
                .satisfies(hello -> assertThat(hello.legacySessionIdEcho()).isEqualTo(id));
        assertThat(Story.saidInTheClear(wire.serverSide(), Tls12Certificate.class))
                .as("it was resumed")
                .isEmpty();
    }
}
