package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.client.ClientState;
import dev.reprise.internal.handshake.client.tls12.Tls12ClientState;
import dev.reprise.internal.handshake.server.ServerState;
import dev.reprise.internal.handshake.server.tls12.Tls12ServerState;
import dev.reprise.internal.message.CertificateMessage;
import dev.reprise.internal.message.CertificateRequest;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.EncryptedExtensions;
import dev.reprise.internal.message.EndOfEarlyData;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.HelloRetryRequest;
import dev.reprise.internal.message.KeyUpdate;
import dev.reprise.internal.message.NewSessionTicket;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every state, in full and resumed handshakes, is given every message that it does not await. */
class WrongMessageTest {
    private static final byte[] HASH = new byte[32];

    /** One of each message that TLS 1.3 has. */
    private static final List<HandshakeMessage> EVERY_MESSAGE = List.of(
            new ClientHello(
                    0x0303,
                    new byte[32],
                    new byte[0],
                    List.of(CipherSuite.TLS_AES_128_GCM_SHA256),
                    new byte[1],
                    Extensions.of()),
            new ServerHello(0x0303, new byte[32], new byte[0], CipherSuite.TLS_AES_128_GCM_SHA256, Extensions.of()),
            new HelloRetryRequest(new byte[0], CipherSuite.TLS_AES_128_GCM_SHA256, Extensions.of()),
            new EncryptedExtensions(Extensions.of()),
            new CertificateRequest(new byte[0], Extensions.of()),
            new CertificateMessage(new byte[0], List.of()),
            new CertificateVerify(SignatureScheme.of(0x0403), new byte[70]),
            new Finished(HASH),
            new NewSessionTicket(60, 1, new byte[1], new byte[40], Extensions.of()),
            new KeyUpdate(false),
            new EndOfEarlyData());

    /** What each state awaits; whoever adds a state says it here. */
    private static final Map<String, Set<Class<? extends HandshakeMessage>>> AWAITED = Map.ofEntries(
            Map.entry("ExpectClientHello", Set.of(ClientHello.class)),
            Map.entry("ExpectSecondClientHello", Set.of(ClientHello.class)),
            Map.entry("ExpectClientCertificate", Set.of(CertificateMessage.class)),
            Map.entry("ExpectClientCertificateVerify", Set.of(CertificateVerify.class)),
            Map.entry("ExpectClientFinished", Set.of(Finished.class)),
            Map.entry("ExpectServerHello", Set.of(ServerHello.class, HelloRetryRequest.class)),
            Map.entry("ExpectEncryptedExtensions", Set.of(EncryptedExtensions.class)),
            Map.entry("ExpectCertificateOrRequest", Set.of(CertificateMessage.class, CertificateRequest.class)),
            Map.entry("ExpectCertificate", Set.of(CertificateMessage.class)),
            Map.entry("ExpectCertificateVerify", Set.of(CertificateVerify.class)),
            Map.entry("ExpectServerFinished", Set.of(Finished.class)),
            Map.entry("Connected", Set.of(KeyUpdate.class, NewSessionTicket.class)));

    private final Set<String> met = new HashSet<>();

    @Test
    @Prevents("wrong-order")
    void isRefusedByEveryStateOfEveryHandshake() {
        Endpoints full = new Endpoints();
        provoke(full);
        provoke(full); // resumed

        Endpoints retried = new Endpoints();
        retried.serverGroups = List.of(NamedGroup.SECP384R1);
        provoke(retried);
        provoke(retried);

        Endpoints withClientCertificate = new Endpoints();
        withClientCertificate.clientAuthentication = ClientAuthentication.NEED;
        withClientCertificate.clientHasACertificate();
        provoke(withClientCertificate);

        Endpoints withoutOne = new Endpoints();
        withoutOne.clientAuthentication = ClientAuthentication.WANT;
        provoke(withoutOne);

        assertThat(met).as("every state there is was met").isEqualTo(everyState());
    }

    private void provoke(Endpoints ends) {
        Duel duel = new Duel(ends).watching(this::refusesWhatItDoesNotAwait).fight();
        assertThat(duel.client().summary)
                .as("it came to a connection in the end")
                .isNotNull();
        assertThat(duel.server().summary).isNotNull();
    }

    private void refusesWhatItDoesNotAwait(HandshakeState state) {
        String name = state.getClass().getSimpleName();
        met.add(name);
        Set<Class<? extends HandshakeMessage>> awaited = AWAITED.get(name);
        assertThat(awaited).as("what %s awaits is stated in this test", name).isNotNull();
        for (HandshakeMessage message : EVERY_MESSAGE) {
            if (!awaited.contains(message.getClass())) {
                Duel.Player player = new Duel.Player();
                assertThatThrownBy(() -> state.on(new Received(message, message.encode()), player))
                        .as("%s given %s", name, message.type())
                        .isInstanceOfSatisfying(
                                PeerMisbehaved.class,
                                fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE))
                        .hasMessageContaining(name);
                assertThat(player.asked).isEmpty();
                assertThat(player.outbox).isEmpty();
            }
        }
    }

    private static Set<String> everyState() {
        List<Class<?>> classes = new ArrayList<>();
        classes.addAll(Arrays.asList(ClientState.class.getPermittedSubclasses()));
        classes.addAll(Arrays.asList(ServerState.class.getPermittedSubclasses()));
        classes.addAll(Arrays.asList(HandshakeState.class.getPermittedSubclasses()));
        classes.removeAll(List.of(
                ClientState.class, ServerState.class, Tls12ClientState.class, Tls12ServerState.class, Await.class));
        Set<String> names = new HashSet<>();
        classes.forEach(type -> names.add(type.getSimpleName()));
        return names;
    }

    @Test
    void aServerThatIsConnectedTakesNoTicket() {
        Duel duel = new Duel(new Endpoints()).fight();
        HandshakeMessage ticket = new NewSessionTicket(60, 1, new byte[1], new byte[40], Extensions.of());
        assertThatThrownBy(() -> duel.server().state().on(new Received(ticket, ticket.encode()), duel.server()))
                .isInstanceOf(PeerMisbehaved.class);
    }

    @Test
    @Rfc("9846#4.2.4 one-retry")
    void aSecondHelloRetryRequestIsRefused() {
        Endpoints ends = new Endpoints();
        ends.serverGroups = List.of(NamedGroup.SECP384R1);
        HandshakeMessage request =
                new HelloRetryRequest(new byte[0], CipherSuite.TLS_AES_128_GCM_SHA256, Extensions.of());
        int[] seen = {0};
        new Duel(ends)
                .watching(state -> {
                    if (state.getClass().getSimpleName().equals("ExpectServerHello") && seen[0]++ == 1) {
                        assertThatThrownBy(() -> state.on(new Received(request, request.encode()), new Duel.Player()))
                                .isInstanceOfSatisfying(
                                        PeerMisbehaved.class,
                                        fault -> assertThat(fault.alert())
                                                .isEqualTo(AlertDescription.UNEXPECTED_MESSAGE));
                    }
                })
                .fight();
        assertThat(seen[0]).isEqualTo(2);
    }
}
