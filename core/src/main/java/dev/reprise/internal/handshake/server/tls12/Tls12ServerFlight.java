package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.KeyExchange;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.Derived;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.message.ApplicationProtocols;
import dev.reprise.internal.message.CertificateStatus;
import dev.reprise.internal.message.EcPointFormats;
import dev.reprise.internal.message.ExtendedMasterSecret;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.RecordSizeLimit;
import dev.reprise.internal.message.RenegotiationInfo;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.ServerHelloDone;
import dev.reprise.internal.message.ServerKeyExchange;
import dev.reprise.internal.message.ServerNameAck;
import dev.reprise.internal.message.SessionTicketExtension;
import dev.reprise.internal.message.StatusRequestAck;
import dev.reprise.internal.message.Tls12Certificate;
import dev.reprise.internal.message.Tls12CertificateRequest;
import dev.reprise.internal.message.Tls12CertificateStatus;
import dev.reprise.internal.message.Tls12NewSessionTicket;
import dev.reprise.internal.resumption.Revalidated;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.resumption.ServerSessions.Candidate.Known;
import dev.reprise.internal.session.SessionState;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Origin;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A server's answer to a TLS 1.2 hello: ServerHello to ServerHelloDone, or ServerHello to Finished where it resumes. */
final class Tls12ServerFlight {
    /** Bytes of hashed names beside which a ticket may grow past what is carried; it holds some 400 bytes without. */
    private static final int MANY_NAMES = 512;

    private static final int RANDOM_LENGTH = 32;
    private static final byte[] DOWNGRADE_TO_12 = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};

    private Tls12ServerFlight() {}

    // ---------------------------------------------------------------- full

    static HandshakeState full(
            Tls12Terms terms, CipherSuite suite, NamedGroup group, Identity identity, Reason reason, Effects effects) {
        EndpointConfig endpoint = terms.endpoint();
        Instant now = Instant.ofEpochMilli(endpoint.clock().millis());
        byte[] origin = random(endpoint);
        boolean ticket = terms.sessionMayBeKept()
                && terms.parameters().takesTickets()
                && terms.config().sessions().sealsTickets(now);
        Tls12Handshake handshake = new Tls12Handshake(
                terms,
                suite,
                serverRandom(endpoint),
                sessionIdFor(terms, ticket),
                ticket,
                group,
                identity.chain(),
                Resumption.full(reason, new Origin(origin, now)),
                now.plus(endpoint.sessionLifetime()).toEpochMilli(),
                new Transcript());
        byte[] status = terms.progress().peerAsksForStatus() ? identity.status() : new byte[0];
        hello(handshake, false, status.length > 0, effects);
        terms.progress().localChain(identity.chain());
        Transcript transcript = handshake.transcript();
        effects.send(new Tls12Certificate(CertificateChains.encode(identity.chain())), transcript);
        if (status.length > 0) {
            effects.send(new Tls12CertificateStatus(new CertificateStatus(status)), transcript);
        }
        KeyExchange.Offer exchange = KeyExchange.offer(group, endpoint.random());
        byte[] content = ServerKeyExchange.signedContent(
                terms.hello().random(), handshake.serverRandom(), group, exchange.share());
        return Await.of(
                () -> identity.scheme().sign(identity.key(), content),
                (signature, fx) -> {
                    fx.send(new ServerKeyExchange(group, exchange.share(), identity.scheme(), signature), transcript);
                    boolean ask = terms.config().clientAuthentication() != ClientAuthentication.NONE;
                    if (ask) {
                        fx.send(certificateRequest(terms), transcript);
                    }
                    fx.send(new ServerHelloDone(), transcript);
                    return ask
                            ? new ExpectTls12ClientCertificate(handshake, exchange)
                            : new ExpectClientKeyExchange(handshake, exchange, List.of());
                },
                exchange::destroy);
    }

    /**
     * The session ID under which the store will have the session: where the client carries no ticket, and where its certificates may make the ticket
     * too large to carry, or the many names of this server's own.
     */
    private static byte[] sessionIdFor(Tls12Terms terms, boolean ticket) {
        boolean mayGrow = terms.config().clientAuthentication() != ClientAuthentication.NONE
                || terms.ownNames().length > MANY_NAMES;
        if (!terms.sessionMayBeKept() || ticket && !mayGrow) {
            return new byte[0];
        }
        byte[] id = terms.config().sessions().newSessionId();
        return id == null ? new byte[0] : id;
    }

    private static Tls12CertificateRequest certificateRequest(Tls12Terms terms) {
        return new Tls12CertificateRequest(
                List.of(Tls12CertificateRequest.ECDSA_SIGN, Tls12CertificateRequest.RSA_SIGN),
                terms.endpoint().signatureSchemes(),
                terms.authorities());
    }

    // ---------------------------------------------------------------- resumed

    static HandshakeState resumed(Tls12Terms terms, Known known, Revalidated proof, Effects effects) {
        EndpointConfig endpoint = terms.endpoint();
        SessionState session = proof.session();
        Instant now = endpoint.clock().instant();
        Instant authenticated = Instant.ofEpochMilli(session.authenticatedAt());
        long age = Math.max(0, now.toEpochMilli() - session.authenticatedAt());
        boolean renew = known.mechanism() == Mechanism.TICKET
                && terms.config().sessions().isDueForRenewal(known.identity(), now);
        Tls12Handshake handshake = new Tls12Handshake(
                terms,
                session.suite(),
                serverRandom(endpoint),
                terms.hello().legacySessionId(), // echoed: that is how the client knows (RFC 5246 F.1.4, RFC 5077 3.4)
                renew,
                session.group(),
                terms.progress().localChain(),
                Resumption.resumed(
                        known.mechanism(), Duration.ofMillis(age), new Origin(session.originId(), authenticated)),
                Math.min(
                        session.expiresAt(),
                        authenticated.plus(endpoint.sessionLifetime()).toEpochMilli()),
                new Transcript());
        List<X509Certificate> peerChain = CertificateChains.parse(session.peerChain());
        terms.progress().peerChain(peerChain);
        hello(handshake, true, false, effects);
        try (Derived derived = new Derived()) {
            MasterSecret master = MasterSecret.resumed(session.suite(), session.secret());
            derived.lasting(master, master::destroy);
            MasterSecret.KeyBlock keys = Tls12Keys.of(handshake, master);
            derived.lasting(keys, keys::destroy);
            if (renew) {
                // The lifetime is the one in force now, counted from the origin; the protocol is this connection's.
                String protocol = terms.applicationProtocol();
                SessionState renewed = session.toBuilder()
                        .issuedAt(now.toEpochMilli())
                        .expiresAt(handshake.expiresAt())
                        .judge(endpoint.verifier().judge())
                        .applicationProtocol(protocol.isEmpty() ? null : protocol)
                        .build();
                ServerSessions.Tls12Ticket ticket = terms.config().sessions().seal(renewed, now);
                effects.send(
                        ticket == null
                                ? new Tls12NewSessionTicket(0, new byte[0])
                                : new Tls12NewSessionTicket(ticket.lifetime(), ticket.ticket()),
                        handshake.transcript());
            }
            effects.changeWriteKeys(handshake.suite(), keys.server());
            effects.send(
                    new Finished(master.serverFinished(handshake.transcript().hash())), handshake.transcript());
            return derived.done(new ExpectClientChangeCipherSpec(
                    new Tls12ClientAnswer(handshake, master, keys.client(), keys.server(), peerChain, true)));
        }
    }

    // ---------------------------------------------------------------- ServerHello

    private static void hello(Tls12Handshake handshake, boolean resuming, boolean staples, Effects effects) {
        Tls12Terms terms = handshake.terms();
        terms.progress().suite(handshake.suite());
        List<Extension> extensions = new ArrayList<>();
        if (terms.parameters().secureRenegotiation()) {
            extensions.add(new RenegotiationInfo(new byte[0]));
        }
        if (terms.parameters().extendedMasterSecret()) {
            extensions.add(new ExtendedMasterSecret());
        }
        if (handshake.announcesTicket()) {
            extensions.add(new SessionTicketExtension(new byte[0]));
        }
        if (terms.hello().extensions().has(ExtensionType.EC_POINT_FORMATS) && !resuming) {
            extensions.add(EcPointFormats.uncompressed()); // old OpenSSL ends the handshake where it is not answered
        }
        if (terms.serverName() != null && !resuming) {
            extensions.add(new ServerNameAck());
        }
        if (staples) {
            extensions.add(new StatusRequestAck());
        }
        if (!terms.applicationProtocol().isEmpty()) {
            extensions.add(new ApplicationProtocols(List.of(terms.applicationProtocol())));
        }
        RecordSizeLimit limit = terms.hello().extensions().get(RecordSizeLimit.class);
        if (limit != null) {
            extensions.add(new RecordSizeLimit(terms.endpoint().recordSizeLimit()));
            effects.limitPeerRecords(limit.limit());
            effects.limitOwnRecords(terms.endpoint().recordSizeLimit());
        }
        Transcript transcript = handshake.transcript();
        transcript.add(terms.encoded());
        if (!resuming && terms.config().clientAuthentication() != ClientAuthentication.NONE) {
            transcript.selectAndKeep(handshake.suite().hash()); // a CertificateVerify signs the messages themselves
        } else {
            transcript.select(handshake.suite().hash());
        }
        effects.send(
                new ServerHello(
                        ProtocolVersion.TLS12,
                        handshake.serverRandom(),
                        handshake.sessionId(),
                        handshake.suite(),
                        extensions.isEmpty() ? Extensions.absent() : Extensions.of(extensions)),
                transcript);
    }

    /** Where TLS 1.3 is enabled too, the end of the random says so: a client that speaks it knows that somebody interfered. */
    private static byte[] serverRandom(EndpointConfig endpoint) {
        byte[] random = random(endpoint);
        if (endpoint.versions().contains(ProtocolVersion.TLS13)) {
            System.arraycopy(
                    DOWNGRADE_TO_12, 0, random, RANDOM_LENGTH - DOWNGRADE_TO_12.length, DOWNGRADE_TO_12.length);
        }
        return random;
    }

    private static byte[] random(EndpointConfig endpoint) {
        byte[] random = new byte[RANDOM_LENGTH];
        endpoint.random().nextBytes(random);
        return random;
    }
}
