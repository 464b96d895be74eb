package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Edits;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.client.ClientHandshake;
import dev.reprise.internal.handshake.server.ServerHandshake;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.ExtendedMasterSecret;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.PskKeyExchangeModes;
import dev.reprise.internal.message.SelectedPsk;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.ServerName;
import dev.reprise.internal.message.SessionTicketExtension;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.TlsSession;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hello that offers a session, changed by a list of edits and framed again, with a binder made for it or not: the server resumes only what it
 * gave out, in a hello that offers what the session takes, and under a binder that is right for the hello that came.
 */
class ResumedHelloFuzzTest {
    private static final int PSK_DHE_KE = 1;
    private static final Map<Carrier, Offer> OFFERS = new EnumMap<>(Carrier.class);

    /** A client that comes back. */
    private record Offer(Endpoints ends, TlsSession session, byte[] hello) {
        static Offer by(Carrier carrier) {
            Story story = Story.with(carrier);
            TlsSession session = story.session();
            story.ends.bound = session;
            Duel.Player client = new Duel.Player();
            client.settle(new ClientHandshake(story.ends.clientConfig()).start(new HandshakeProgress(), client));
            return new Offer(story.ends, session, client.outbox.remove());
        }

        SessionState state() {
            return Story.state(session);
        }
    }

    /** What the server answered. */
    private record Answer(boolean resumed, int selected) {
        static final Answer NONE = new Answer(false, 0);
    }

    @FuzzTest
    void isResumedOnlyAsItWasGivenOut(byte[] input) {
        Feed feed = new Feed(input);
        int how = feed.u8();
        Carrier carrier = Carrier.values()[how % 4];
        Offer offer = OFFERS.computeIfAbsent(carrier, Offer::by);
        byte[] hello = changed(offer, how, feed);

        Answer answer = answer(offer.ends, hello, carrier);

        if (Arrays.equals(hello, offer.hello)) {
            assertThat(answer.resumed).as("nothing was changed").isTrue();
        }
        if (answer.resumed) {
            ClientHello came = parsed(hello);
            assertThat(came).isNotNull();
            assertThat(nameIn(came)).isEqualTo(offer.state().serverName());
            if (carrier.isTls12()) {
                mayBeResumedInTls12(came, offer, carrier);
            } else {
                mayBeResumedInTls13(came, offer, answer.selected);
            }
            if (carrier.servesOnce()) {
                OFFERS.remove(carrier);
            }
        }
    }

    private static byte[] changed(Offer offer, int how, Feed feed) {
        ClientHello honest =
                (ClientHello) MessageCodec.receiveHello(offer.hello).message();
        byte[] hello = new HelloParts(honest).edited(feed).encode();
        if ((how & 4) != 0) {
            ClientHello edited = parsed(hello);
            hello = edited == null
                    ? hello
                    : HandmadeClient.bound(edited, offer.state()).encode();
        }
        if ((how & 8) != 0) {
            byte[] body = Arrays.copyOfRange(hello, 4, hello.length);
            hello = HelloParts.framed(Edits.apply(body, feed));
        }
        return hello;
    }

    private static @Nullable ClientHello parsed(byte[] hello) {
        try {
            return (ClientHello) MessageCodec.receiveHello(hello).message();
        } catch (TlsFault refused) {
            return null;
        }
    }

    private static Answer answer(Endpoints ends, byte[] hello, Carrier carrier) {
        Duel.Player server = new Duel.Player();
        server.settle(ServerHandshake.start(ends.serverConfig(), server.progress));
        try {
            server.settle(server.state().on(MessageCodec.receiveHello(hello), server));
        } catch (LocalFault broken) {
            throw new AssertionError("the peer's bytes are no fault of this side", broken);
        } catch (TlsFault refused) {
            return Answer.NONE;
        }
        if (!(MessageCodec.receiveHello(server.outbox.element()).message() instanceof ServerHello said)) {
            return Answer.NONE;
        }
        if (carrier.isTls12()) {
            return new Answer(server.asked.contains("change write keys"), 0);
        }
        SelectedPsk selected = said.extensions().get(SelectedPsk.class);
        return selected == null ? Answer.NONE : new Answer(true, selected.index());
    }

    private static void mayBeResumedInTls13(ClientHello came, Offer offer, int selected) {
        PreSharedKeys psk = came.extensions().get(PreSharedKeys.class);
        PskKeyExchangeModes modes = came.extensions().get(PskKeyExchangeModes.class);
        assertThat(psk).isNotNull();
        assertThat(psk.identities().get(selected).identity())
                .isEqualTo(offer.state().ticket());
        PreSharedKeys right =
                HandmadeClient.bound(came, offer.state()).extensions().get(PreSharedKeys.class);
        assertThat(right).isNotNull();
        assertThat(psk.binders().get(selected)).isEqualTo(right.binders().get(selected));
        assertThat(modes).isNotNull();
        assertThat(modes.modes()).contains(PSK_DHE_KE);
        assertThat(came.versions()).contains(SessionState.TLS13);
        assertThat(came.cipherSuites())
                .anyMatch(suite ->
                        suite.isTls13() && suite.hash() == offer.state().suite().hash());
    }

    private static void mayBeResumedInTls12(ClientHello came, Offer offer, Carrier carrier) {
        SessionTicketExtension ticket = came.extensions().get(SessionTicketExtension.class);
        if (carrier == Carrier.TICKET) {
            assertThat(ticket).isNotNull();
            assertThat(ticket.ticket()).isEqualTo(offer.state().ticket());
        } else {
            assertThat(ticket == null || ticket.ticket().length == 0).isTrue();
            assertThat(came.legacySessionId()).isEqualTo(offer.state().sessionId());
        }
        CipherSuite suite = offer.state().suite();
        assertThat(came.extensions().get(ExtendedMasterSecret.class)).isNotNull();
        assertThat(came.cipherSuites()).contains(suite);
    }

    private static @Nullable String nameIn(ClientHello hello) {
        ServerName name = hello.extensions().get(ServerName.class);
        return name == null ? null : name.hostName().toLowerCase(Locale.ROOT);
    }

    static void seeds(Seeds seeds) {
        for (Carrier carrier : Carrier.values()) {
            int way = carrier.ordinal();
            seeds.put("as-it-was-" + way, way, 0);
            seeds.put("another-name-" + way, way + 4, 1, 9, 0, 1, 1, 4, 2);
            for (int what = way % 2; what < 16; what += 2) {
                seeds.put("edit-" + what + "-" + way, way + 4, 1, what, 0, 1, 1, 3, 2, 1, 0);
            }
            seeds.put("not-bound-" + way, way, 1, 1, 3, 255);
            seeds.put("raw-" + way, way + 12, 0, 2, 1, 0, 60, 1, 2, 0, 80, 0, 1, 1);
        }
    }
}
