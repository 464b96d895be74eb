package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.Derived;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.ApplicationProtocols;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.EcPointFormats;
import dev.reprise.internal.message.ExtendedMasterSecret;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.RecordSizeLimit;
import dev.reprise.internal.message.RenegotiationInfo;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.SessionTicketExtension;
import dev.reprise.internal.message.StatusRequestAck;
import dev.reprise.internal.resumption.BrokenOffer;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a client's handshake goes on when the server chose TLS 1.2: at its ServerHello (RFC 5246 section 7.4.1.3). */
public final class Tls12ClientHandshake {
    private Tls12ClientHandshake() {}

    public static HandshakeState accept(
            Tls12Hello offer, ServerHello hello, byte[] encoded, HandshakeProgress progress, Effects effects) {
        EndpointConfig endpoint = offer.config().endpoint();
        requireVersion(hello, endpoint);
        requireSuite(offer.hello(), hello);
        requireExtensions(offer.hello(), hello);
        boolean extended = hello.extensions().get(ExtendedMasterSecret.class) != null;
        SessionState resumed = resumedSession(offer, hello, extended);
        offer.config().requireResumed(resumed != null);

        progress.version(ProtocolVersion.TLS12);
        progress.suite(hello.cipherSuite());
        progress.applicationProtocol(applicationProtocol(hello, endpoint));
        effects.awaitChangeCipherSpec();
        RecordSizeLimit limit = hello.extensions().get(RecordSizeLimit.class);
        if (limit != null) {
            effects.limitPeerRecords(limit.limit());
            effects.limitOwnRecords(endpoint.recordSizeLimit());
        }
        Transcript transcript = new Transcript();
        transcript.add(offer.encoded());
        transcript.selectAndKeep(hello.cipherSuite().hash());
        transcript.add(encoded);
        Tls12ServerAnswer answer = new Tls12ServerAnswer(
                offer,
                progress,
                hello.cipherSuite(),
                hello.random(),
                hello.legacySessionIdEcho(),
                extended,
                hello.extensions().get(SessionTicketExtension.class) != null,
                hello.extensions().get(StatusRequestAck.class) != null,
                resumed,
                transcript);
        return resumed == null ? new ExpectTls12Certificate(answer) : resume(answer, resumed);
    }

    private static HandshakeState resume(Tls12ServerAnswer answer, SessionState session) {
        answer.transcript().forget();
        List<X509Certificate> chain = CertificateChains.parse(session.peerChain());
        answer.progress().peerChain(chain);
        try (Derived derived = new Derived()) {
            MasterSecret master = MasterSecret.resumed(answer.suite(), session.secret());
            derived.lasting(master, master::destroy);
            Tls12ServerEnd end = Tls12ServerEnd.resumed(answer, master, new AcceptedPeer(chain, session.peerName()));
            return derived.done(
                    answer.ticketAnnounced() ? new ExpectTicket(end) : new ExpectServerChangeCipherSpec(end));
        }
    }

    // ---------------------------------------------------------------- what a ServerHello must hold to

    private static void requireVersion(ServerHello hello, EndpointConfig endpoint) {
        if (hello.legacyVersion() != ProtocolVersion.TLS12
                || !endpoint.versions().contains(ProtocolVersion.TLS12)) {
            if (endpoint.versions().contains(ProtocolVersion.TLS13) && hello.signalsDowngrade()) {
                throw downgraded();
            }
            throw new PeerIncompatible(
                    AlertDescription.PROTOCOL_VERSION,
                    "the server speaks only " + ProtocolVersion.name(hello.legacyVersion())
                            + ", which is not enabled here");
        }
        if (endpoint.versions().contains(ProtocolVersion.TLS13) && hello.signalsDowngrade()) {
            throw downgraded();
        }
    }

    private static PeerMisbehaved downgraded() {
        return illegal("the server speaks TLS 1.3 and yet chose an older version: somebody interfered");
    }

    private static void requireSuite(ClientHello offered, ServerHello hello) {
        if (hello.cipherSuite().isTls13() || !offered.cipherSuites().contains(hello.cipherSuite())) {
            throw illegal(
                    "the server chose the cipher suite " + hello.cipherSuite().name() + ", which was not offered");
        }
    }

    private static void requireExtensions(ClientHello offered, ServerHello hello) {
        for (Extension extension : hello.extensions().all()) {
            if (!offered.extensions().has(extension.type())) {
                throw new PeerMisbehaved(
                        AlertDescription.UNSUPPORTED_EXTENSION,
                        "the server answers " + ExtensionType.name(extension.type()) + ", which it was not sent");
            }
        }
        EcPointFormats formats = hello.extensions().get(EcPointFormats.class);
        if (formats != null && !formats.hasUncompressed()) {
            throw illegal("the server does not take the one point format there is"); // RFC 8422 section 5.2
        }
        RenegotiationInfo renegotiation = hello.extensions().get(RenegotiationInfo.class);
        if (renegotiation == null) {
            // Without RFC 5746 somebody could have begun this connection and let the client's handshake go on in it.
            throw new PeerIncompatible(
                    AlertDescription.HANDSHAKE_FAILURE, "the server does not know secure renegotiation (RFC 5746)");
        }
        if (renegotiation.renegotiatedConnection().length > 0) {
            throw new PeerMisbehaved(
                    AlertDescription.HANDSHAKE_FAILURE, "a first ServerHello that says it renegotiates");
        }
    }

    /** The session is resumed if its ID comes back: the server's own, or the one that stands beside a ticket (RFC 5077 section 3.4). */
    private static @Nullable SessionState resumedSession(Tls12Hello offer, ServerHello hello, boolean extended) {
        byte[] sent = offer.hello().legacySessionId();
        boolean echoed = sent.length > 0 && Arrays.equals(sent, hello.legacySessionIdEcho());
        SessionState offered = offer.offered();
        if (!echoed) {
            return null;
        }
        if (offered == null) {
            throw BrokenOffer.SESSION_ID_WITHOUT_OFFER.fault();
        }
        if (!offered.suite().equals(hello.cipherSuite())) {
            throw BrokenOffer.OTHER_SUITE.fault();
        }
        if (offered.extendedMasterSecret() != extended) {
            throw BrokenOffer.ANSWER_OF_OTHER_EXTENDED_MASTER_SECRET.fault();
        }
        return offered;
    }

    private static String applicationProtocol(ServerHello hello, EndpointConfig endpoint) {
        ApplicationProtocols selected = hello.extensions().get(ApplicationProtocols.class);
        if (selected == null) {
            return "";
        }
        if (!endpoint.applicationProtocols().contains(selected.names().get(0))) {
            throw illegal("the server chose an application protocol that was not offered");
        }
        return selected.names().get(0);
    }

    private static PeerMisbehaved illegal(String what) {
        return new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, what);
    }
}
