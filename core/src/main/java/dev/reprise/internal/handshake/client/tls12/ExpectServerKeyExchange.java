package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.PeerSignatures;
import dev.reprise.internal.handshake.Tls12Suites;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.ServerKeyExchange;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;

/** Awaits the server's share of the key exchange, signed with the key of its certificate (RFC 5246 section 7.4.3). */
final class ExpectServerKeyExchange implements Tls12ClientState {
    private final Tls12ServerAnswer answer;
    private final AcceptedPeer server;

    ExpectServerKeyExchange(Tls12ServerAnswer answer, AcceptedPeer server) {
        this.answer = answer;
        this.server = server;
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof ServerKeyExchange message)) {
            throw HandshakeState.unexpected(this, received);
        }
        if (!answer.endpoint().groups().contains(message.group())
                || !message.group().allowedInTls12()) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "the server exchanges keys with " + message.group().name() + ", which was not offered");
        }
        if (!Tls12Suites.signsFor(message.scheme(), answer.suite())) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "the server signs with " + message.scheme().name() + ", which its cipher suite is not for");
        }
        answer.transcript().add(received.encoded());
        byte[] content = ServerKeyExchange.signedContent(
                answer.hello().hello().random(), answer.serverRandom(), message.group(), message.share());
        return Await.of(
                () -> PeerSignatures.verifyTls12(
                        message.scheme(),
                        message.signature(),
                        server.chain().get(0),
                        content,
                        answer.endpoint().signatureSchemes()),
                (scheme, fx) -> {
                    answer.progress().peerSignature(scheme);
                    return new ExpectRequestOrHelloDone(answer, server, message.group(), message.share(), null);
                });
    }
}
