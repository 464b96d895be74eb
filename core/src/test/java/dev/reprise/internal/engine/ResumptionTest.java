package dev.reprise.internal.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.ApplicationProtocolSelector;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.GnuTlsCase;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import dev.reprise.testing.TestPki;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session is resumed: what that is, on both sides of the wire and for every way in which a session gets from one connection to the next. */
class ResumptionTest {
    private static final TestPki PKI = TestPki.shared();

    @ParameterizedTest
    @EnumSource
    @GnuTlsCase({1, 7, 23})
    void isToldOnBothSides(Carrier carrier) {
        Story story = Story.with(carrier);
        Wire first = story.isFull(Reason.NO_SESSION_OFFERED);
        assertThat(Story.seenBy(first.client).reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
        story.ends.clock.advance(Duration.ofMinutes(3));

        Wire second = story.resumes();

        Resumption server = Story.seenBy(second.server);
        Resumption client = Story.seenBy(second.client);
        assertThat(server.mechanism()).isEqualTo(carrier.onServer);
        assertThat(client.mechanism()).isEqualTo(carrier.onClient);
        assertThat(server.age()).isEqualTo(client.age()).isEqualTo(Duration.ofMinutes(3));
        assertThat(server.isResumptionOf(Story.seenBy(first.server))).isTrue();
        assertThat(client.isResumptionOf(Story.seenBy(first.client))).isTrue();
        assertThat(second.clientSide().finished).isEqualTo(1);
        assertThat(second.serverSide().finished).isEqualTo(1);
        assertThat(Story.summary(second.server).version()).isEqualTo(carrier.version);
    }

    @ParameterizedTest
    @EnumSource
    void carriesApplicationDataBothWays(Carrier carrier) {
        Story story = Story.with(carrier);
        story.session();
        Wire wire = story.resumes();

        wire.send(wire.clientSide(), wire.serverSide(), "ping".getBytes(US_ASCII));
        wire.send(wire.serverSide(), wire.clientSide(), "pong".repeat(20_000).getBytes(US_ASCII));

        assertThat(wire.serverSide().data.toString(US_ASCII)).isEqualTo("ping");
        assertThat(wire.clientSide().data.toString(US_ASCII)).isEqualTo("pong".repeat(20_000));
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsCase({3, 11, 17, 18, 27, 28, 30, 33, 83})
    void goesOnInAChainOfOneOrigin(Carrier carrier) {
        Story story = Story.with(carrier);
        Wire first = story.isFull(Reason.NO_SESSION_OFFERED);
        for (int i = 0; i < 4; i++) {
            Wire next = story.resumes();
            assertThat(Story.seenBy(next.server).origin().id())
                    .isEqualTo(Story.seenBy(first.server).origin().id())
                    .hasSize(32);
            assertThat(Story.seenBy(next.client).origin())
                    .isEqualTo(Story.seenBy(first.client).origin());
            assertThat(Story.summary(next.server).serverName()).isEqualTo("localhost");
            assertThat(next.client.latestSession().orElseThrow().origin())
                    .isEqualTo(Story.seenBy(first.client).origin());
        }
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsCase({3, 11, 27})
    void goesOnFromTheDataOfAResumedConnection(Carrier carrier) {
        Story story = Story.with(carrier);
        story.session();
        byte[] data = story.resumes().client.latestSession().orElseThrow().export();
        story.offering(TlsSession.parse(data)).resumes();
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsCase({9, 25, 31, 32, 35})
    void bringsTheCertificatesOfBothSides(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.clientAuthentication = ClientAuthentication.NEED;
        story.ends.clientHasACertificate();
        Wire first = story.isFull(Reason.NO_SESSION_OFFERED);
        assertThat(Story.summary(first.server).localChain())
                .isEqualTo(PKI.serverEc().chain());
        for (int i = 0; i < 2; i++) {
            Wire again = story.resumes();
            ConnectionSummary server = Story.summary(again.server);
            assertThat(server.peerChain()).isEqualTo(PKI.client().chain());
            assertThat(server.localChain()).isEqualTo(PKI.serverEc().chain());
            ConnectionSummary client = Story.summary(again.client);
            assertThat(client.peerChain()).isEqualTo(PKI.serverEc().chain());
            assertThat(client.localChain()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsCase(4)
    void agreesOnAnApplicationProtocolAnew(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.clientProtocols = List.of("h2", "http/1.1", "imap");
        for (String protocol : story.ends.clientProtocols) {
            story.ends.selector = ApplicationProtocolSelector.preferring(List.of(protocol));
            Wire wire = story.connects();
            assertThat(Story.summary(wire.client).applicationProtocol()).isEqualTo(protocol);
            assertThat(Story.summary(wire.server).applicationProtocol()).isEqualTo(protocol);
        }
        story.resumes();
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsCase(80)
    void givesBothSidesKeyingMaterialOfItsOwn(Carrier carrier) {
        Story story = Story.with(carrier);
        Wire first = story.connects();
        Wire second = story.resumes();
        byte[] before = exported(first.server);
        assertThat(exported(first.client)).isEqualTo(before);
        assertThat(exported(second.client)).isEqualTo(exported(second.server)).isNotEqualTo(before);
    }

    private static byte[] exported(Connection connection) {
        return Story.summary(connection).exporter().export("EXPORTER-test", new byte[0], 32);
    }

    /** What a resumption has to prove, both sides of it: that they know the secret. Whoever copied a ticket or an ID does not. */
    @ParameterizedTest
    @EnumSource
    @GnuTlsCase(79)
    @Prevents({"stolen-ticket", "session-removed-by-a-stranger"})
    void isDeniedToWhoeverCopiedATicketOrAnIdAndLeavesItToItsOwner(Carrier carrier) {
        Story story = Story.with(carrier);
        TlsSession session = story.session();
        int length = Story.state(session).secret().length();
        story.offering(session, state -> state.secret(Secret.random(length, story.ends.random)));
        Wire thief = story.ends.wire().run();
        assertThat(thief.server.isConnected()).isFalse();
        assertThat(thief.client.isConnected()).isFalse();
        if (!carrier.isTls12()) {
            assertThat(thief.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.DECRYPT_ERROR);
        }
        story.offering(session).resumes();
    }

    /** In TLS 1.2 the server's Finished comes first: one who goes on all the same has nothing to answer with. */
    @ParameterizedTest
    @EnumSource(names = {"SESSION_ID", "TICKET"})
    @Prevents({"stolen-ticket", "skipped-finished", "session-removed-by-a-stranger"})
    void isDeniedToWhoeverAnswersWithAFinishedOfNothing(Carrier carrier) {
        Story story = Story.with(carrier);
        TlsSession session = story.session();
        Wire thief = story.offering(session).ends.wire();
        thief.clientSide().tamper = record -> {
            if (thief.clientSide().sent.size() == 3) { // hello, change_cipher_spec, Finished
                record[record.length - 1] ^= 1;
            }
            return record;
        };
        thief.run();
        assertThat(thief.server.isConnected()).isFalse();
        assertThat(thief.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.BAD_RECORD_MAC);
        story.offering(session).resumes();
    }

    @Nested
    class OfABoundSession {
        @ParameterizedTest
        @EnumSource
        void isDoneAgainAndAgainWhereItIsNotForOneUse(Carrier carrier) {
            Story story = Story.with(carrier);
            TlsSession session = story.session();
            story.offering(session).resumes();
            for (int i = 0; i < 4; i++) {
                if (carrier.servesOnce()) {
                    Wire again = story.isFull(Reason.UNKNOWN_SESSION);
                    assertThat(Story.seenBy(again.client).reason()).isEqualTo(Reason.DECLINED);
                } else {
                    story.resumes();
                }
            }
        }

        /** As with FTPS: many data connections at once, while the control connection they came from is open. */
        @ParameterizedTest
        @EnumSource
        @Rfc("9846#4.7.1 while-open")
        void isDoneWhileTheConnectionItCameFromIsOpen(Carrier carrier) {
            Story story = Story.with(carrier);
            Wire control = story.connects();
            story.offering(control.client.latestSession().orElseThrow());
            Wire data = story.resumes();
            control.send(control.clientSide(), control.serverSide(), new byte[] {1});
            data.send(data.clientSide(), data.serverSide(), new byte[] {2});
            assertThat(control.serverSide().data.toByteArray()).containsExactly(1);
            assertThat(data.serverSide().data.toByteArray()).containsExactly(2);
            assertThat(Story.seenBy(data.server).isResumptionOf(Story.seenBy(control.server)))
                    .isTrue();
        }

        @ParameterizedTest
        @EnumSource
        void keepsItsOwnNamesAndLeavesThePoolAlone(Carrier carrier) {
            Story story = Story.with(carrier);
            TlsSession session = story.session();
            int before = story.available();
            story.ends.serverName = "data.example";
            story.ends.peerName = "data.example";
            Wire wire = story.offering(session).resumes();
            assertThat(Story.summary(wire.server).serverName()).isEqualTo("localhost");
            assertThat(story.available()).isEqualTo(before);
            assertThat(story.ends.bound).isEqualTo(session);
        }
    }

    @Nested
    class ThatIsRequired {
        @ParameterizedTest
        @EnumSource
        void comesAboutWhereASessionCanBeOffered(Carrier carrier) {
            Story story = Story.with(carrier);
            story.session();
            story.ends.mustResume = true;
            story.resumes();
        }

        @ParameterizedTest
        @EnumSource
        void failsBeforeAByteLeavesWhereNoneCan(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.mustResume = true;
            assertFailsBeforeAByteLeaves(story, Reason.NO_SESSION_OFFERED);

            story.ends.mustResume = false;
            story.offering(story.session());
            story.ends.mustResume = true;
            story.ends.clientFingerprint[0] = 1;
            assertFailsBeforeAByteLeaves(story, Reason.CONTEXT_MISMATCH);
        }

        private void assertFailsBeforeAByteLeaves(Story story, Reason reason) {
            Connection client = story.ends.client();
            assertThatThrownBy(client::begin).hasMessageContaining(reason.word());
            assertThat(client.bytesWritten()).isZero();
            assertThat(client.status()).isEqualTo(Status.NOT_HANDSHAKING);
        }
    }

    @Nested
    class OfASessionOfThePool {
        /** Tickets of TLS 1.3 are shown once; a session of TLS 1.2 is lent. */
        @ParameterizedTest
        @EnumSource
        void takesItOutOnlyWhereItIsShownOnceAndGivesItBackWhenTheServerNeverAnswered(Carrier carrier) {
            Story story = Story.with(carrier);
            story.session();
            int before = story.available();
            Connection client = story.ends.client();
            client.begin();
            assertThat(story.available()).isEqualTo(carrier.isTls12() ? before : before - 1);
            client.closeInbound();
            assertThat(story.available()).isEqualTo(before);
        }

        @ParameterizedTest
        @EnumSource(names = {"STATELESS", "STORED"})
        @Rfc("9149#3 as-many-as-asked")
        void asksForAsManyTicketsAsThePoolLacks(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.ticketPool = 5;
            story.session();
            assertThat(story.available()).isEqualTo(5);
            story.resumes();
            assertThat(story.available()).isEqualTo(5);
        }

        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "TICKET"})
        void leavesOneSessionThereInTls12(Carrier carrier) {
            Story story = Story.with(carrier);
            story.session();
            for (int i = 0; i < 3; i++) {
                assertThat(story.available()).isEqualTo(1);
                story.resumes();
            }
            // Declined and renewed: the new one takes its place.
            Endpoints other = story.ends.neighbour();
            other.serverFingerprint[0] = 1;
            story.isFull(other, Reason.CONTEXT_MISMATCH);
            assertThat(story.available()).isEqualTo(1);
            story.resumes(other);
        }
    }

    @Nested
    class AfterAHelloRetryRequest {
        @ParameterizedTest
        @EnumSource(names = {"STATELESS", "STORED"})
        void comesAboutAllTheSame(Carrier carrier) {
            Story story = Story.with(carrier);
            story.session();
            story.ends.serverGroups = List.of(NamedGroup.SECP384R1);
            ConnectionSummary server = Story.summary(story.resumes().server);
            assertThat(server.helloRetried()).isTrue();
            assertThat(server.group()).isEqualTo(NamedGroup.SECP384R1);
        }
    }

    @Test
    @Rfc("9846#4.3.9 psk-ke-without-share")
    void hasNoKeyExchangeWhereBothSidesAllowThatAndNoShareFits() {
        Story story = Story.with(Carrier.STATELESS);
        story.ends.clientPskKe = true;
        story.ends.serverPskKe = true;
        story.session();
        story.ends.serverGroups = List.of(NamedGroup.SECP384R1);
        assertThat(Story.summary(story.resumes().server).group()).isNull();
    }
}
