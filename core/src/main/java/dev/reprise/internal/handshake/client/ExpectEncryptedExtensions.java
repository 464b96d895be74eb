package dev.reprise.internal.handshake.client;

import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.ApplicationProtocols;
import dev.reprise.internal.message.EncryptedExtensions;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.RecordSizeLimit;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.security.cert.X509Certificate;
import java.util.List;

/** Awaits EncryptedExtensions (RFC 9846, section 4.4.1). */
final class ExpectEncryptedExtensions implements ClientState {
    private final ServerAnswer answer;

    ExpectEncryptedExtensions(ServerAnswer answer) {
        this.answer = answer;
    }

    @Override
    public void discard() {
        answer.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof EncryptedExtensions message)) {
            throw HandshakeState.unexpected(this, received);
        }
        for (Extension extension : message.extensions().all()) {
            if (!answer.flight().hello().extensions().has(extension.type())) {
                throw new PeerMisbehaved(
                        AlertDescription.UNSUPPORTED_EXTENSION,
                        "the server answers extension " + extension.type() + ", which it was not sent");
            }
        }
        answer.transcript().add(received.encoded());
        RecordSizeLimit limit = message.extensions().get(RecordSizeLimit.class);
        if (limit != null) {
            effects.limitPeerRecords(limit.limit());
            effects.limitOwnRecords(answer.config().endpoint().announcedRecordSizeLimit());
        }
        answer.progress().applicationProtocol(applicationProtocol(message));
        SessionState resumed = answer.resumed();
        if (resumed == null) {
            return new ExpectCertificateOrRequest(answer);
        }
        List<X509Certificate> chain = CertificateChains.parse(resumed.peerChain());
        answer.progress().peerChain(chain);
        return new ExpectServerFinished(answer, ServerIdentity.resumed(new AcceptedPeer(chain, resumed.peerName())));
    }

    private String applicationProtocol(EncryptedExtensions message) {
        ApplicationProtocols selected = message.extensions().get(ApplicationProtocols.class);
        if (selected == null) {
            return "";
        }
        if (selected.names().size() != 1
                || !answer.config()
                        .endpoint()
                        .applicationProtocols()
                        .contains(selected.names().get(0))) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "the server chose an application protocol that was not offered");
        }
        return selected.names().get(0);
    }
}
