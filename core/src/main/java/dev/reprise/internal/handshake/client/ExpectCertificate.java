package dev.reprise.internal.handshake.client;

import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.CertificateEntry;
import dev.reprise.internal.message.CertificateMessage;
import dev.reprise.internal.message.CertificateRequest;
import dev.reprise.internal.message.CertificateStatus;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Awaits the server's certificates. */
final class ExpectCertificate implements ClientState {
    private final ServerAnswer answer;
    private final @Nullable CertificateRequest request;

    ExpectCertificate(ServerAnswer answer, @Nullable CertificateRequest request) {
        this.answer = answer;
        this.request = request;
    }

    @Override
    public void discard() {
        answer.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof CertificateMessage message)) {
            throw HandshakeState.unexpected(this, received);
        }
        if (message.context().length > 0) {
            throw new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, "the server's Certificate has a context");
        }
        if (message.entries().isEmpty()) {
            throw new DecodeFault("the server's Certificate is empty");
        }
        answer.progress().peerStatus(statusOf(message.entries()));
        answer.transcript().add(received.encoded());
        List<X509Certificate> chain = CertificateChains.parse(
                message.entries().stream().map(CertificateEntry::der).toList());
        answer.progress().peerChain(chain);
        return Await.of(
                () -> AcceptedPeer.judge(answer.config().endpoint().verifier(), chain, answer.progress()),
                (accepted, fx) -> new ExpectCertificateVerify(answer, request, accepted),
                answer::discard);
    }

    /** What is said of the certificates, up to the last one of which something is; nothing may be said that was not asked for (RFC 9846, section 4.5.1). */
    private List<byte[]> statusOf(List<CertificateEntry> entries) {
        List<byte[]> status = new ArrayList<>();
        int last = 0;
        for (CertificateEntry entry : entries) {
            CertificateStatus said = entry.extensions().get(CertificateStatus.class);
            boolean asked = answer.config().endpoint().verifier().asksForStatus();
            if (entry.extensions().all().size() > (said != null && asked ? 1 : 0)) {
                throw new PeerMisbehaved(
                        AlertDescription.UNSUPPORTED_EXTENSION,
                        "the server's Certificate has an extension not asked for");
            }
            status.add(said == null ? new byte[0] : said.response());
            last = said == null ? last : status.size();
        }
        return status.subList(0, last);
    }
}
