package dev.reprise.internal.handshake.client;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.EarlySecret;
import dev.reprise.internal.crypto.FinishedMac;
import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.crypto.KeyExchange;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.message.ApplicationProtocols;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Cookie;
import dev.reprise.internal.message.EcPointFormats;
import dev.reprise.internal.message.ExtendedMasterSecret;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.KeyShareEntry;
import dev.reprise.internal.message.KeyShares;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.PskIdentity;
import dev.reprise.internal.message.PskKeyExchangeModes;
import dev.reprise.internal.message.RecordSizeLimit;
import dev.reprise.internal.message.RenegotiationInfo;
import dev.reprise.internal.message.ServerName;
import dev.reprise.internal.message.SessionTicketExtension;
import dev.reprise.internal.message.SignatureAlgorithms;
import dev.reprise.internal.message.SignatureAlgorithmsCert;
import dev.reprise.internal.message.StatusRequest;
import dev.reprise.internal.message.SupportedGroups;
import dev.reprise.internal.message.SupportedVersions;
import dev.reprise.internal.message.TicketRequest;
import dev.reprise.internal.session.SessionState;
import dev.reprise.session.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ClientHello that was sent, with what is needed to understand the answer.
 *
 * @param hello as sent, binder included
 * @param encoded its very bytes, not yet in the transcript: which hash it takes is not known before the answer
 * @param offer the session offered in it, or why there is none
 * @param shares the key exchanges begun in it
 * @param transcript all before this hello
 * @param serverName the host name asked for
 * @param retriedSuite the suite that a HelloRetryRequest laid down; null in a first flight
 */
record HelloFlight(
        ClientHello hello,
        byte[] encoded,
        ClientHandshake.Offer offer,
        List<KeyExchange.Offer> shares,
        Transcript transcript,
        @Nullable String serverName,
        @Nullable CipherSuite retriedSuite) {
    private static final int RANDOM_LENGTH = 32;
    private static final byte[] BESIDE_A_TICKET = "beside a ticket".getBytes(StandardCharsets.US_ASCII);

    /**
     * A first hello.
     *
     * @param ticketsWanted how many tickets the server is asked for, where any are taken
     */
    static HelloFlight first(
            ClientConfig config,
            ClientHandshake.Offer offer,
            int ticketsWanted,
            @Nullable String serverName,
            Transcript transcript) {
        EndpointConfig endpoint = config.endpoint();
        List<KeyExchange.Offer> shares = new ArrayList<>();
        if (endpoint.versions().contains(ProtocolVersion.TLS13)) {
            for (NamedGroup group : groupsToShare(endpoint.groups(), offer.session())) {
                shares.add(KeyExchange.offer(group, endpoint.random()));
            }
        }
        byte[] random = random(endpoint, RANDOM_LENGTH);
        byte[] sessionId = sessionId(config, offer.session());
        List<CipherSuite> suites = endpoint.suites().stream()
                .filter(suite ->
                        endpoint.versions().contains(suite.isTls13() ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12))
                .toList();
        ClientHello bare = new ClientHello(
                ProtocolVersion.TLS12,
                random,
                sessionId,
                suites,
                new byte[1],
                extensions(config, serverName, shares, offer, ticketsWanted));
        return complete(bare, config, offer, shares, transcript, serverName, null);
    }

    /**
     * TLS 1.2's session ID where one is offered; beside a ticket of TLS 1.2 some other, which the server's echo of tells that it resumes (RFC 5077
     * section 3.4); else what middleboxes expect.
     *
     * <p>Beside the tickets that descend from one handshake it is always the same, as unlike others as random bytes: servers that ask whether two
     * connections go on from the same session, those of FTP for example, compare it. It links no connections that the tickets, which go in the
     * clear both ways, do not.
     */
    private static byte[] sessionId(ClientConfig config, @Nullable SessionState session) {
        if (session != null && session.version() == ProtocolVersion.TLS12) {
            return session.ticket().length == 0
                    ? session.sessionId()
                    : HashAlgorithm.SHA256.digest(BESIDE_A_TICKET, session.originId());
        }
        boolean compatible =
                config.compatibilityMode() && config.endpoint().versions().contains(ProtocolVersion.TLS13);
        return compatible ? random(config.endpoint(), RANDOM_LENGTH) : new byte[0];
    }

    /**
     * The hello that answers a HelloRetryRequest: the same, with the share asked for and the cookie; without the session if the suite laid down has
     * another hash.
     *
     * @param share the new share; null if the first ones stand
     * @param transcriptSoFar the hash of the first hello, and the request
     */
    HelloFlight second(
            ClientConfig config,
            KeyExchange.@Nullable Offer share,
            @Nullable Cookie cookie,
            CipherSuite suite,
            Transcript transcriptSoFar) {
        List<KeyExchange.Offer> nextShares = share == null ? shares : List.of(share);
        if (share != null) {
            shares.forEach(KeyExchange.Offer::destroy);
        }
        SessionState session = offer.session();
        ClientHandshake.Offer nextOffer = session == null || session.suite().hash() == suite.hash()
                ? offer
                : ClientHandshake.Offer.none(Reason.HASH_MISMATCH);
        List<Extension> extensions = new ArrayList<>();
        for (Extension extension : hello.extensions().all()) {
            if (extension instanceof KeyShares) {
                extensions.add(keyShares(nextShares));
            } else if (!(extension instanceof PreSharedKeys)) {
                extensions.add(extension);
            }
        }
        if (cookie != null) {
            extensions.add(cookie);
        }
        ClientHello bare = new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionId(),
                hello.cipherSuites(),
                hello.compressionMethods(),
                Extensions.of(extensions));
        return complete(bare, config, nextOffer, nextShares, transcriptSoFar, serverName, suite);
    }

    /** Destroys the private keys: no answer will come. */
    void discard() {
        shares.forEach(KeyExchange.Offer::destroy);
    }

    private static HelloFlight complete(
            ClientHello bare,
            ClientConfig config,
            ClientHandshake.Offer offer,
            List<KeyExchange.Offer> shares,
            Transcript transcript,
            @Nullable String serverName,
            @Nullable CipherSuite retriedSuite) {
        SessionState session = offer.session();
        ClientHello hello = session == null || session.version() != ProtocolVersion.TLS13
                ? bare
                : withSession(
                        bare, session, transcript, config.endpoint().clock().millis());
        return new HelloFlight(hello, hello.encode(), offer, shares, transcript, serverName, retriedSuite);
    }

    /** Offers one session, last of all extensions, with its binder over all that stands before (RFC 9846, section 4.3.11). */
    private static ClientHello withSession(ClientHello bare, SessionState session, Transcript transcript, long now) {
        HashAlgorithm hash = session.suite().hash();
        long age = Math.max(0, now - session.issuedAt());
        PskIdentity identity = new PskIdentity(session.ticket(), age + session.ticketAgeAdd() & 0xffff_ffffL);
        PreSharedKeys placeholder = new PreSharedKeys(List.of(identity), List.of(new byte[hash.length()]));
        ClientHello unbound = new ClientHello(
                bare.legacyVersion(),
                bare.random(),
                bare.legacySessionId(),
                bare.cipherSuites(),
                bare.compressionMethods(),
                bare.extensions().with(placeholder));
        byte[] encoded = unbound.encode();
        byte[] transcriptHash = transcript.hashWith(hash, encoded, 0, encoded.length - placeholder.bindersLength());
        EarlySecret early = EarlySecret.of(hash, session.secret());
        Secret binderKey = early.binderKey();
        early.destroy();
        byte[] binder = FinishedMac.verifyData(hash, binderKey, transcriptHash);
        binderKey.destroy();
        return unbound.withBinders(List.of(binder));
    }

    private static Extensions extensions(
            ClientConfig config,
            @Nullable String serverName,
            List<KeyExchange.Offer> shares,
            ClientHandshake.Offer offer,
            int ticketsWanted) {
        EndpointConfig endpoint = config.endpoint();
        List<Extension> extensions = new ArrayList<>();
        if (serverName != null) {
            extensions.add(new ServerName(serverName));
        }
        boolean tls13 = endpoint.versions().contains(ProtocolVersion.TLS13);
        if (tls13) {
            extensions.add(new SupportedVersions(endpoint.versions()));
        }
        extensions.add(new SupportedGroups(endpoint.groups()));
        extensions.add(new SignatureAlgorithms(endpoint.signatureSchemes()));
        if (!endpoint.certificateSchemes().equals(endpoint.signatureSchemes())) {
            extensions.add(new SignatureAlgorithmsCert(endpoint.certificateSchemes()));
        }
        if (endpoint.verifier().asksForStatus()) {
            extensions.add(StatusRequest.ocsp());
        }
        if (!endpoint.applicationProtocols().isEmpty()) {
            extensions.add(new ApplicationProtocols(endpoint.applicationProtocols()));
        }
        extensions.add(new RecordSizeLimit(endpoint.announcedRecordSizeLimit()));
        if (endpoint.versions().contains(ProtocolVersion.TLS12)) {
            addTls12(config, offer.session(), extensions);
        }
        if (tls13) {
            addTls13(config, shares, offer, ticketsWanted, extensions);
        }
        return Extensions.of(extensions);
    }

    private static void addTls12(ClientConfig config, @Nullable SessionState session, List<Extension> extensions) {
        extensions.add(new RenegotiationInfo(new byte[0]));
        extensions.add(new ExtendedMasterSecret());
        extensions.add(EcPointFormats.uncompressed());
        boolean offered = session != null && session.version() == ProtocolVersion.TLS12;
        byte[] ticket = session != null && offered ? session.ticket() : new byte[0];
        if (config.takeTickets() || ticket.length > 0) {
            extensions.add(new SessionTicketExtension(ticket));
        }
    }

    private static void addTls13(
            ClientConfig config,
            List<KeyExchange.Offer> shares,
            ClientHandshake.Offer offer,
            int ticketsWanted,
            List<Extension> extensions) {
        EndpointConfig endpoint = config.endpoint();
        extensions.add(keyShares(shares));
        if (config.takeTickets() || offer.session() != null) {
            extensions.add(new PskKeyExchangeModes(
                    endpoint.pskKe()
                            ? List.of(PskKeyExchangeModes.PSK_DHE_KE, PskKeyExchangeModes.PSK_KE)
                            : List.of(PskKeyExchangeModes.PSK_DHE_KE)));
        }
        if (config.takeTickets()) {
            extensions.add(new TicketRequest(ticketsWanted, ticketsWanted));
        }
    }

    /**
     * The groups to send shares of: the one that served the session offered, which the server is known to take; else our first. A share of a
     * hybrid group, which few servers know yet, is accompanied by one of our first classical group.
     */
    private static List<NamedGroup> groupsToShare(List<NamedGroup> enabled, @Nullable SessionState session) {
        NamedGroup known = session == null ? null : session.group();
        if (known != null && enabled.contains(known)) {
            return List.of(known);
        }
        NamedGroup first = enabled.get(0);
        List<NamedGroup> groups = new ArrayList<>(List.of(first));
        if (first.equals(NamedGroup.X25519MLKEM768)) {
            enabled.stream().filter(group -> !group.equals(first)).findFirst().ifPresent(groups::add);
        }
        return groups;
    }

    private static KeyShares keyShares(List<KeyExchange.Offer> shares) {
        return new KeyShares(shares.stream()
                .map(share -> new KeyShareEntry(share.group(), share.share()))
                .toList());
    }

    private static byte[] random(EndpointConfig endpoint, int length) {
        byte[] bytes = new byte[length];
        endpoint.random().nextBytes(bytes);
        return bytes;
    }
}
