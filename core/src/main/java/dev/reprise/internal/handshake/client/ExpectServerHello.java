package dev.reprise.internal.handshake.client;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.EarlySecret;
import dev.reprise.internal.crypto.HandshakeSecret;
import dev.reprise.internal.crypto.KeyExchange;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.Derived;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.client.tls12.Tls12ClientHandshake;
import dev.reprise.internal.handshake.client.tls12.Tls12Hello;
import dev.reprise.internal.message.Cookie;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.HelloRetryRequest;
import dev.reprise.internal.message.KeyShare;
import dev.reprise.internal.message.KeyShareEntry;
import dev.reprise.internal.message.KeyShareRetry;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.SelectedPsk;
import dev.reprise.internal.message.SelectedVersion;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.resumption.BrokenOffer;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Awaits the server's answer to a ClientHello: a ServerHello, or once a HelloRetryRequest (RFC 9846, sections 4.2.3 and 4.2.4). */
final class ExpectServerHello implements ClientState {
    private static final Set<Integer> HELLO_EXTENSIONS =
            Set.of(ExtensionType.SUPPORTED_VERSIONS, ExtensionType.KEY_SHARE, ExtensionType.PRE_SHARED_KEY);
    private static final Set<Integer> RETRY_EXTENSIONS =
            Set.of(ExtensionType.SUPPORTED_VERSIONS, ExtensionType.KEY_SHARE, ExtensionType.COOKIE);

    private final ClientConfig config;
    private final HandshakeProgress progress;
    private final HelloFlight flight;

    ExpectServerHello(ClientConfig config, HandshakeProgress progress, HelloFlight flight) {
        this.config = config;
        this.progress = progress;
        this.flight = flight;
    }

    @Override
    public void discard() {
        flight.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (received.message() instanceof HelloRetryRequest request && flight.retriedSuite() == null) {
            effects.offerAnswered();
            return retry(request, received.encoded(), effects);
        }
        if (received.message() instanceof ServerHello hello) {
            effects.offerAnswered();
            boolean tls12 = config.endpoint().versions().contains(ProtocolVersion.TLS12);
            return !hello.isTls13() && tls12 && flight.retriedSuite() == null
                    ? acceptTls12(hello, received.encoded(), effects)
                    : accept(hello, received.encoded(), effects);
        }
        throw HandshakeState.unexpected(this, received);
    }

    // ---------------------------------------------------------------- HelloRetryRequest

    private HandshakeState retry(HelloRetryRequest request, byte[] encoded, Effects effects) {
        requireTls13(request.extensions());
        requireEcho(request.legacySessionIdEcho());
        requireOffered(request.cipherSuite());
        KeyShareRetry group = request.extensions().get(KeyShareRetry.class);
        Cookie cookie = request.extensions().get(Cookie.class);
        requireOnly(request.extensions(), RETRY_EXTENSIONS);
        if (group == null && cookie == null) {
            throw illegal("the HelloRetryRequest would change nothing");
        }
        KeyExchange.Offer share = group == null ? null : answerWith(group.group());
        Transcript transcript = flight.transcript();
        transcript.add(flight.encoded());
        transcript.select(request.cipherSuite().hash());
        transcript.replaceFirstHelloByItsHash();
        transcript.add(encoded);
        if (config.compatibilityMode()) {
            effects.sendCompatibilityChangeCipherSpec();
        }
        HelloFlight second = flight.second(config, share, cookie, request.cipherSuite(), transcript);
        effects.sendHandshake(second.encoded());
        return new ExpectServerHello(config, progress, second);
    }

    private KeyExchange.Offer answerWith(NamedGroup group) {
        EndpointConfig endpoint = config.endpoint();
        if (!endpoint.groups().contains(group)) {
            throw illegal("the HelloRetryRequest asks for the group " + group.name() + ", which was not offered");
        }
        if (flight.shares().stream().anyMatch(share -> share.group().equals(group))) {
            throw illegal("the HelloRetryRequest asks for a share of " + group.name() + ", which it was sent");
        }
        return KeyExchange.offer(group, endpoint.random());
    }

    // ---------------------------------------------------------------- ServerHello

    private HandshakeState accept(ServerHello hello, byte[] encoded, Effects effects) {
        requireTls13(hello);
        if (hello.legacyVersion() != ProtocolVersion.TLS12) {
            throw new PeerMisbehaved(
                    AlertDescription.PROTOCOL_VERSION,
                    "a TLS 1.3 ServerHello has legacy_version " + ProtocolVersion.name(hello.legacyVersion()));
        }
        requireEcho(hello.legacySessionIdEcho());
        requireOffered(hello.cipherSuite());
        if (flight.retriedSuite() != null && !flight.retriedSuite().equals(hello.cipherSuite())) {
            throw illegal("the ServerHello has another cipher suite than the HelloRetryRequest before it");
        }
        requireOnly(hello.extensions(), HELLO_EXTENSIONS);
        SessionState resumed = resumedSession(hello);
        config.requireResumed(resumed != null);
        KeyExchange.Offer share = chosenShare(hello, resumed != null);
        progress.version(ProtocolVersion.TLS13);
        progress.suite(hello.cipherSuite());

        Transcript transcript = flight.transcript();
        transcript.add(flight.encoded());
        transcript.select(hello.cipherSuite().hash());
        transcript.add(encoded);
        try (Derived derived = new Derived()) {
            Secret shared = share == null
                    ? null
                    : derived.passing(share.agree(serverShare(hello).share()));
            flight.shares().forEach(KeyExchange.Offer::destroy);
            HandshakeSecret schedule = EarlySecret.of(
                            hello.cipherSuite().hash(), resumed == null ? null : resumed.secret())
                    .handshake(shared);
            derived.lasting(schedule, schedule::destroy);
            byte[] hash = transcript.hash();
            Secret client = derived.lasting(schedule.clientTraffic(hash));
            Secret server = derived.lasting(schedule.serverTraffic(hash));
            byte[] clientRandom = flight.hello().random();
            config.endpoint().keyLog().log("CLIENT_HANDSHAKE_TRAFFIC_SECRET", clientRandom, client);
            config.endpoint().keyLog().log("SERVER_HANDSHAKE_TRAFFIC_SECRET", clientRandom, server);
            if (config.compatibilityMode()) {
                effects.sendCompatibilityChangeCipherSpec();
            }
            effects.installWriteKeys(hello.cipherSuite(), Secret.copyOf(client));
            effects.installReadKeys(hello.cipherSuite(), Secret.copyOf(server));
            return derived.done(new ExpectEncryptedExtensions(new ServerAnswer(
                    config,
                    progress,
                    flight,
                    hello.cipherSuite(),
                    share == null ? null : share.group(),
                    resumed,
                    schedule,
                    client,
                    server)));
        }
    }

    /** The server does not speak TLS 1.3; what belonged to it alone is forgotten. */
    private HandshakeState acceptTls12(ServerHello hello, byte[] encoded, Effects effects) {
        flight.shares().forEach(KeyExchange.Offer::destroy);
        SessionState offered = flight.offer().session();
        Tls12Hello offer = new Tls12Hello(
                config,
                flight.hello(),
                flight.encoded(),
                offered != null && offered.version() == ProtocolVersion.TLS12 ? offered : null,
                flight.offer().reason(),
                flight.serverName());
        return Tls12ClientHandshake.accept(offer, hello, encoded, progress, effects);
    }

    private @Nullable SessionState resumedSession(ServerHello hello) {
        SelectedPsk selected = hello.extensions().get(SelectedPsk.class);
        if (selected == null) {
            return null;
        }
        SessionState offered = flight.offer().session();
        if (offered == null || offered.version() != ProtocolVersion.TLS13) {
            throw BrokenOffer.PSK_WITHOUT_OFFER.fault();
        }
        if (selected.index() != 0) {
            throw BrokenOffer.SELECTED_IDENTITY.fault();
        }
        if (offered.suite().hash() != hello.cipherSuite().hash()) {
            throw BrokenOffer.OTHER_HASH.fault();
        }
        return offered;
    }

    private KeyExchange.@Nullable Offer chosenShare(ServerHello hello, boolean resuming) {
        KeyShare answered = hello.extensions().get(KeyShare.class);
        if (answered == null) {
            if (!resuming) {
                throw BrokenOffer.NEITHER_KEY_NOR_SESSION.fault();
            }
            if (!config.endpoint().pskKe()) {
                throw BrokenOffer.PSK_KE_NOT_OFFERED.fault();
            }
            return null;
        }
        return flight.shares().stream()
                .filter(share -> share.group().equals(answered.entry().group()))
                .findFirst()
                .orElseThrow(() -> illegal("the server answers a key share of "
                        + answered.entry().group().name() + ", which it was not sent"));
    }

    private static KeyShareEntry serverShare(ServerHello hello) {
        KeyShare answered = hello.extensions().get(KeyShare.class);
        if (answered == null) {
            throw new IllegalStateException("no key share where one was found before");
        }
        return answered.entry();
    }

    // ---------------------------------------------------------------- what both must hold to

    /** A server that speaks TLS 1.3 and chose less, where no less will do, was tampered with (section 4.2.3). */
    private void requireTls13(ServerHello hello) {
        if (!hello.isTls13() && hello.signalsDowngrade()) {
            throw illegal("the server speaks TLS 1.3 and yet chose an older version: somebody interfered");
        }
        requireTls13(hello.extensions());
    }

    private void requireTls13(Extensions extensions) {
        SelectedVersion selected = extensions.get(SelectedVersion.class);
        if (selected == null) {
            throw new PeerIncompatible(AlertDescription.PROTOCOL_VERSION, "the server does not speak TLS 1.3");
        }
        if (selected.version() != ProtocolVersion.TLS13
                || !config.endpoint().versions().contains(ProtocolVersion.TLS13)) {
            throw illegal("the server chose a version that was not offered");
        }
    }

    private void requireEcho(byte[] sessionId) {
        if (!Arrays.equals(sessionId, flight.hello().legacySessionId())) {
            throw illegal("the server does not echo the legacy_session_id");
        }
    }

    private void requireOffered(CipherSuite suite) {
        if (!suite.isTls13() || !flight.hello().cipherSuites().contains(suite)) {
            throw illegal("the server chose the cipher suite " + suite.name() + ", which was not offered");
        }
    }

    private static void requireOnly(Extensions extensions, Set<Integer> allowed) {
        for (Extension extension : extensions.all()) {
            if (!allowed.contains(extension.type())) {
                throw new PeerMisbehaved(
                        AlertDescription.UNSUPPORTED_EXTENSION,
                        "the server's hello has extension " + extension.type() + ", which it may not have");
            }
        }
    }

    private static PeerMisbehaved illegal(String what) {
        return new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, what);
    }
}
