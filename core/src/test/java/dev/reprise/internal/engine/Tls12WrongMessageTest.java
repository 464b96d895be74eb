package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.client.tls12.Tls12ClientState;
import dev.reprise.internal.handshake.server.tls12.Tls12ServerState;
import dev.reprise.internal.message.CertificateStatus;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.ClientKeyExchange;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.HandshakeType;
import dev.reprise.internal.message.HelloRequest;
import dev.reprise.internal.message.HelloRetryRequest;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.ServerHelloDone;
import dev.reprise.internal.message.ServerKeyExchange;
import dev.reprise.internal.message.Tls12Certificate;
import dev.reprise.internal.message.Tls12CertificateRequest;
import dev.reprise.internal.message.Tls12CertificateStatus;
import dev.reprise.internal.message.Tls12NewSessionTicket;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every state of TLS 1.2, in full and resumed handshakes, is given every message and change_cipher_spec that it does not await. */
class Tls12WrongMessageTest {
    private static final CipherSuite SUITE = CipherSuite.of(0xc02b);
    private static final SignatureScheme SCHEME = SignatureScheme.of(0x0403);

    private static final List<HandshakeMessage> EVERY_MESSAGE = List.of(
            new HelloRequest(),
            new ClientHello(0x0303, new byte[32], new byte[0], List.of(SUITE), new byte[1], Extensions.absent()),
            new ServerHello(0x0303, new byte[32], new byte[0], SUITE, Extensions.absent()),
            new HelloRetryRequest(new byte[0], SUITE, Extensions.of()),
            new Tls12NewSessionTicket(60, new byte[40]),
            new Tls12Certificate(List.of()),
            new Tls12CertificateStatus(new CertificateStatus(new byte[10])),
            new ServerKeyExchange(NamedGroup.X25519, new byte[32], SCHEME, new byte[70]),
            new Tls12CertificateRequest(List.of(64), List.of(SCHEME), List.of()),
            new ServerHelloDone(),
            new CertificateVerify(SCHEME, new byte[70]),
            new ClientKeyExchange(new byte[32]),
            new Finished(new byte[12]));

    /** What each state awaits; whoever adds a state says it here. */
    private static final Map<String, Set<Class<? extends HandshakeMessage>>> AWAITED = Map.ofEntries(
            Map.entry("ExpectTls12Certificate", Set.of(Tls12Certificate.class)),
            Map.entry("ExpectCertificateStatus", Set.of(Tls12CertificateStatus.class, ServerKeyExchange.class)),
            Map.entry("ExpectServerKeyExchange", Set.of(ServerKeyExchange.class)),
            Map.entry("ExpectRequestOrHelloDone", Set.of(Tls12CertificateRequest.class, ServerHelloDone.class)),
            Map.entry("ExpectTicket", Set.of(Tls12NewSessionTicket.class)),
            Map.entry("ExpectServerChangeCipherSpec", Set.of()),
            Map.entry("ExpectTls12ServerFinished", Set.of(Finished.class)),
            Map.entry("Tls12ClientConnected", Set.of(HelloRequest.class)),
            Map.entry("ExpectTls12ClientCertificate", Set.of(Tls12Certificate.class)),
            Map.entry("ExpectClientKeyExchange", Set.of(ClientKeyExchange.class)),
            Map.entry("ExpectTls12ClientCertificateVerify", Set.of(CertificateVerify.class)),
            Map.entry("ExpectClientChangeCipherSpec", Set.of()),
            Map.entry("ExpectTls12ClientFinished", Set.of(Finished.class)),
            Map.entry("Tls12ServerConnected", Set.of(ClientHello.class)));

    private static final Set<HandshakeType> HELLOS =
            Set.of(HandshakeType.HELLO_REQUEST, HandshakeType.CLIENT_HELLO, HandshakeType.SERVER_HELLO);

    private static final Set<String> AWAIT_CHANGE_CIPHER_SPEC =
            Set.of("ExpectServerChangeCipherSpec", "ExpectClientChangeCipherSpec");

    private final Set<String> met = new HashSet<>();

    private static Endpoints endpoints() {
        Endpoints ends = new Endpoints();
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
        return ends;
    }

    @Test
    @Prevents({"wrong-order", "early-change-cipher-spec"})
    @Rfc({"5246#7.4 order", "5077#3.3 announced"})
    void isRefusedByEveryStateOfEveryHandshake() {
        Endpoints byTicket = endpoints();
        byTicket.lifetime = Duration.ofDays(7);
        provoke(byTicket);
        provoke(byTicket);
        byTicket.clock.advance(Duration.ofHours(7)); // the ticket is renewed
        provoke(byTicket);

        Endpoints bySessionId = endpoints();
        bySessionId.takeTickets = false;
        provoke(bySessionId);
        provoke(bySessionId);

        Endpoints withClientCertificate = endpoints();
        withClientCertificate.clientAuthentication = ClientAuthentication.NEED;
        withClientCertificate.clientHasACertificate();
        provoke(withClientCertificate);

        Endpoints withoutOne = endpoints();
        withoutOne.clientAuthentication = ClientAuthentication.WANT;
        provoke(withoutOne);

        Endpoints withStatus = endpoints();
        withStatus.asksForStatus = true;
        withStatus.status = new byte[10];
        provoke(withStatus);

        assertThat(met).as("every state there is was met").isEqualTo(everyState());
    }

    /** Whatever TLS 1.3 would make of their bytes. */
    @Test
    @Rfc({"5246#7.4 order"})
    void isRefusedBeforeTheHellos() {
        for (HandshakeMessage message : EVERY_MESSAGE) {
            if (HELLOS.contains(message.type())) {
                continue;
            }
            Endpoints ends = new Endpoints();
            ends.clientVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
            ends.serverVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
            Wire wire = ends.wire();
            wire.client.begin();
            wire.server.begin();
            byte[] record = recordOf(message.encode());
            Wire.deliver(record, wire.clientSide());
            Wire.deliver(record, wire.serverSide());
            for (Wire.Side side : List.of(wire.clientSide(), wire.serverSide())) {
                assertThat(side.thrown).as("%s", message.type()).isInstanceOf(PeerMisbehaved.class);
                assertThat(side.thrown.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
            }
        }
    }

    private static byte[] recordOf(byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put(new byte[] {22, 3, 3})
                .putShort((short) message.length)
                .put(message)
                .array();
    }

    private void provoke(Endpoints ends) {
        Duel duel = new Duel(ends).watching(this::refusesWhatItDoesNotAwait).fight();
        assertThat(duel.client().summary)
                .as("it came to a connection in the end")
                .isNotNull();
        assertThat(duel.server().summary).isNotNull();
    }

    private void refusesWhatItDoesNotAwait(HandshakeState state) {
        if (!(state instanceof Tls12ClientState) && !(state instanceof Tls12ServerState)) {
            return; // the hellos are those of every version
        }
        String name = state.getClass().getSimpleName();
        met.add(name);
        Set<Class<? extends HandshakeMessage>> awaited = AWAITED.get(name);
        assertThat(awaited).as("what %s awaits is stated in this test", name).isNotNull();
        for (HandshakeMessage message : EVERY_MESSAGE) {
            if (!awaited.contains(message.getClass())) {
                isRefused(
                        name + " given " + message.type(),
                        player -> state.on(new Received(message, message.encode()), player));
            }
        }
        if (!AWAIT_CHANGE_CIPHER_SPEC.contains(name)) {
            isRefused(name + " given change_cipher_spec", state::onChangeCipherSpec);
        }
    }

    private interface Given {
        void to(Duel.Player player);
    }

    private static void isRefused(String what, Given given) {
        Duel.Player player = new Duel.Player();
        assertThatThrownBy(() -> given.to(player))
                .as(what)
                .isInstanceOfSatisfying(
                        PeerMisbehaved.class,
                        fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE))
                .hasMessageContaining(what.substring(0, what.indexOf(' ')));
        assertThat(player.asked).isEmpty();
        assertThat(player.outbox).isEmpty();
    }

    private static Set<String> everyState() {
        return Stream.of(Tls12ClientState.class, Tls12ServerState.class)
                .flatMap(side -> Arrays.stream(side.getPermittedSubclasses()))
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
    }
}
