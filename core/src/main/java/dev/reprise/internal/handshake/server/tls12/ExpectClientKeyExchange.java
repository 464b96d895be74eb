package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.crypto.KeyExchange;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.Derived;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.ClientKeyExchange;
import dev.reprise.internal.message.Received;
import java.security.cert.X509Certificate;
import java.util.List;

/** Awaits the client's share of the key exchange. */
final class ExpectClientKeyExchange implements Tls12ServerState {
    private final Tls12Handshake handshake;
    private final KeyExchange.Offer exchange;
    private final List<X509Certificate> chain;

    /** @param chain the client's certificates, verified; empty if it showed none */
    ExpectClientKeyExchange(Tls12Handshake handshake, KeyExchange.Offer exchange, List<X509Certificate> chain) {
        this.handshake = handshake;
        this.exchange = exchange;
        this.chain = chain;
    }

    @Override
    public void discard() {
        exchange.destroy();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof ClientKeyExchange message)) {
            throw HandshakeState.unexpected(this, received);
        }
        try (Derived derived = new Derived()) {
            Secret premaster = derived.passing(exchange.agree(message.share()));
            handshake.transcript().add(received.encoded());
            MasterSecret master = handshake.terms().parameters().extendedMasterSecret()
                    ? MasterSecret.extended(
                            handshake.suite(), premaster, handshake.transcript().hash())
                    : MasterSecret.plain(
                            handshake.suite(),
                            premaster,
                            handshake.terms().hello().random(),
                            handshake.serverRandom());
            derived.lasting(master, master::destroy);
            MasterSecret.KeyBlock keys = Tls12Keys.of(handshake, master);
            Tls12ClientAnswer answer =
                    new Tls12ClientAnswer(handshake, master, keys.client(), keys.server(), chain, false);
            return derived.done(
                    chain.isEmpty()
                            ? new ExpectClientChangeCipherSpec(answer)
                            : new ExpectTls12ClientCertificateVerify(answer));
        }
    }
}
