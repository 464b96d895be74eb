package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.PskIdentity;
import dev.reprise.internal.message.PskKeyExchangeModes;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionStore;
import dev.reprise.session.TlsSession;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The closed list of reasons, whole: each comes about for each way in which a session is carried, or it cannot, and this says why. A reason that
 * were added to the list and not here would keep this from compiling.
 */
class ReasonsTest {
    /** How it comes to a reason. */
    private sealed interface How {
        /** So, on one of the two sides. */
        record By(Producer producer) implements How {}

        /** Not at all. */
        record Never(String because) implements How {}
    }

    @FunctionalInterface
    private interface Producer {
        Reason of(Story story) throws Exception;
    }

    @FunctionalInterface
    private interface Preparation {
        void of(Story story) throws Exception;
    }

    private static How never(String because) {
        return new How.Never(because);
    }

    /** What the server says of a connection that comes after this. */
    private static How server(Preparation before) {
        return new How.By(story -> {
            before.of(story);
            return Story.seenBy(story.connects().server).reason();
        });
    }

    private static How client(Preparation before) {
        return new How.By(story -> {
            before.of(story);
            return Story.seenBy(story.connects().client).reason();
        });
    }

    /** What the server says of a session that is bound, once this happened to the server. */
    private static How offered(Consumer<Endpoints> then) {
        return server(story -> {
            story.offering(story.session());
            then.accept(story.ends);
        });
    }

    /** What the server says of a session that it finds in its store, and of which the store then tells this. */
    private static How lied(UnaryOperator<SessionStore.Entry> lie) {
        return server(story -> {
            StoreInTrouble store = new StoreInTrouble();
            story.ends.keepSessionsIn(store);
            story.offering(story.session());
            store.lying(entry -> entry.map(lie));
        });
    }

    /** What the server says of a hello of TLS 1.3 that only a client makes that means ill. */
    private static How handmade(UnaryOperator<ClientHello> change) {
        return new How.By(story -> {
            Duel.Player server = HandmadeClient.connect(story.ends, story.session(), change);
            assertThat(server.summary).isNotNull();
            return server.summary.resumption().reason();
        });
    }

    private static How how(Reason reason, Carrier carrier) {
        return switch (reason) {
            case RESUMED -> server(Story::session);
            case NO_SESSION_OFFERED -> server(story -> {});
            case RESUMPTION_DISABLED -> offered(Endpoints::keepNothing);
            case UNKNOWN_SESSION ->
                switch (carrier) {
                    case SESSION_ID, STORED -> offered(ends -> ends.keepSessionsIn(new StoreInTrouble()));
                    case STATELESS -> server(story -> story.offeringTicket(story.session(), new byte[32]));
                    case TICKET -> never("a ticket of TLS 1.2 is the session, never a reference to one");
                };
            case UNKNOWN_TICKET_KEY ->
                carrier.isSealed()
                        ? offered(ends -> ends.keys = new EphemeralKeys(KeySchedule.DEFAULT, ends.random))
                        : lied(entry -> new SessionStore.Entry(sealedElsewhere(), entry.expiresAt()));
            case UNREADABLE ->
                carrier.isSealed()
                        ? server(story -> story.offeringTicket(story.session(), new byte[100]))
                        : lied(entry -> new SessionStore.Entry(new byte[100], entry.expiresAt()));
            case EXPIRED ->
                offered(ends -> {
                    ends.lifetime = Duration.ofMinutes(1);
                    ends.clock.advance(Duration.ofMinutes(1));
                });
            case ISSUED_IN_FUTURE ->
                client(story -> {
                    story.offering(story.session());
                    story.ends.clock.advance(Duration.ofMinutes(-6));
                });
            case CERTIFICATE_EXPIRED ->
                client(story -> {
                    TlsSession session = story.session();
                    long before = story.ends.clock.millis() - 1;
                    story.offering(
                            session,
                            state -> state.peerChain(Story.state(session).peerChain(), before));
                });
            case CERTIFICATE_NOT_TRUSTED ->
                client(story -> {
                    story.offering(story.session());
                    story.ends.clientRevalidation = Revalidation.FULL;
                    boolean[] refused = new boolean[1];
                    story.ends.beforeVerdict = () -> {
                        if (!refused[0]) {
                            refused[0] = true;
                            throw new CertificateException("revoked since");
                        }
                    };
                });
            case PEER_NAME_MISMATCH ->
                client(story -> {
                    story.ends.serverName = null;
                    story.session();
                    story.ends.peerName = "127.0.0.1";
                });
            case SERVER_NAME_MISMATCH ->
                server(story -> story.offering(story.session(), state -> state.serverName("other.example")));
            case VERSION_MISMATCH ->
                client(story -> {
                    story.offering(story.session());
                    List<Integer> other = List.of(carrier.isTls12() ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12);
                    story.ends.clientVersions = other;
                    story.ends.serverVersions = other;
                });
            case CIPHER_NOT_ENABLED ->
                carrier.isTls12() ? otherSuite(carrier) : never("TLS 1.3 resumes with any suite of the session's hash");
            case HASH_MISMATCH ->
                carrier.isTls12() ? never("TLS 1.2 resumes with the session's suite only") : otherSuite(carrier);
            case EXTENDED_MASTER_SECRET_MISMATCH ->
                carrier.isTls12()
                        ? client(story -> story.offering(story.session(), state -> state.extendedMasterSecret(false)))
                        : never("the secrets of TLS 1.3 are always bound to the handshake");
            case PSK_MODE_MISMATCH ->
                carrier.isTls12()
                        ? never("TLS 1.2 has no modes of key exchange with a pre-shared key")
                        : handmade(hello -> hello.withExtensions(
                                hello.extensions().with(new PskKeyExchangeModes(List.of(PskKeyExchangeModes.PSK_KE)))));
            case CLIENT_AUTHENTICATION_MISMATCH ->
                offered(ends -> {
                    ends.clientAuthentication = ClientAuthentication.NEED;
                    ends.clientHasACertificate();
                });
            case CONTEXT_MISMATCH -> offered(ends -> ends.serverFingerprint[0] = 1);
            case ALREADY_USED -> carrier.servesOnce() ? lostRace() : never("it may be used more than once");
            case INVALIDATED ->
                server(story -> {
                    Wire first = story.isFull(Reason.NO_SESSION_OFFERED);
                    story.offering(first.client.latestSession().orElseThrow());
                    byte[] origin = Story.seenBy(first.server).origin().id();
                    story.ends.vault.tombstone(
                            origin, story.ends.clock.instant().plus(Duration.ofDays(7)));
                });
            case TOO_MANY_OFFERS ->
                carrier.isTls12()
                        ? never("a hello of TLS 1.2 offers one ticket, or one ID")
                        : handmade(ReasonsTest::withSixStrangers);
            case TOO_LARGE ->
                carrier == Carrier.SESSION_ID
                        ? never("an ID has 32 bytes at most")
                        : client(story -> story.offeringTicket(story.session(), new byte[65_535]));
            case STORE_UNAVAILABLE ->
                server(story -> {
                    StoreInTrouble store = new StoreInTrouble();
                    story.ends.keepSessionsIn(store);
                    story.offering(story.session());
                    store.failing(StoreInTrouble.Call.GET);
                });
            case DECLINED ->
                client(story -> {
                    story.offering(story.session());
                    story.ends.serverFingerprint[0] = 1;
                });
        };
    }

    private static byte[] sealedElsewhere() {
        return Story.ticketOf(Story.with(Carrier.STATELESS).session());
    }

    private static How otherSuite(Carrier carrier) {
        return server(story -> {
            story.ends.serverSuites = List.of(carrier.suite());
            story.offering(story.session());
            story.ends.serverSuites = List.of(carrier.suiteOfAnotherHash());
        });
    }

    /** Another connection comes between the look-up and the removal. */
    private static How lostRace() {
        return server(story -> {
            StoreInTrouble store = new StoreInTrouble();
            story.ends.keepSessionsIn(store);
            story.offering(story.session());
            boolean[] raced = new boolean[1];
            store.lying(entry -> {
                if (!raced[0]) {
                    raced[0] = true;
                    story.resumes();
                }
                return entry;
            });
        });
    }

    private static ClientHello withSixStrangers(ClientHello hello) {
        PreSharedKeys offer = hello.extensions().get(PreSharedKeys.class);
        assertThat(offer).isNotNull();
        List<PskIdentity> identities = new ArrayList<>(Collections.nCopies(6, new PskIdentity(new byte[100], 0)));
        identities.add(offer.identities().get(0));
        List<byte[]> binders = identities.stream().map(each -> new byte[32]).toList();
        return hello.withExtensions(hello.extensions().with(new PreSharedKeys(identities, binders)));
    }

    static Stream<Arguments> producible() {
        return Stream.of(Reason.values())
                .flatMap(reason -> Stream.of(Carrier.values())
                        .filter(carrier -> how(reason, carrier) instanceof How.By)
                        .map(carrier -> Arguments.of(reason, carrier)));
    }

    @ParameterizedTest
    @MethodSource("producible")
    void comesAbout(Reason reason, Carrier carrier) throws Exception {
        How.By by = (How.By) how(reason, carrier);
        assertThat(by.producer().of(Story.with(carrier))).isEqualTo(reason);
    }

    /** No reason is there for nothing, and what cannot be is said to be so of a few only. */
    @Test
    void allComeAboutInOneWayAtLeastOrAreExplained() {
        int explained = 0;
        for (Reason reason : Reason.values()) {
            Set<Carrier> comesAbout = EnumSet.noneOf(Carrier.class);
            for (Carrier carrier : Carrier.values()) {
                if (how(reason, carrier) instanceof How.Never never) {
                    assertThat(never.because()).isNotBlank();
                    explained++;
                } else {
                    comesAbout.add(carrier);
                }
            }
            assertThat(comesAbout).as(reason.word()).isNotEmpty();
        }
        assertThat(explained).isEqualTo(15);
    }
}
