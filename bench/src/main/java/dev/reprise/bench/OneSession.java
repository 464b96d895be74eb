package dev.reprise.bench;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.message.PskIdentity;
import dev.reprise.internal.resumption.Attempt;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.Purpose;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.resumption.Sealer;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.resumption.SessionVault;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.internal.session.SessionCodec;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.internal.store.MemorySessionStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A TLS 1.3 server's session with a client that showed no certificate, and all that is done with it. */
@State(Scope.Thread)
public class OneSession {
    private static final Duration LIFETIME = Duration.ofHours(6);

    private final SecureRandom random = new SecureRandom();
    private final Instant now = Instant.now();
    private final byte[] fingerprint = bytes(32);
    private final byte[] ownNames = bytes(32);
    private final Secret resumptionSecret = Secret.random(32, random);

    private SessionState session;
    private byte[] plaintext;
    private TicketKeyring ring;
    private TicketKey key;
    private byte[] sealed;
    private ServerSessions server;
    private List<PskIdentity> offer;

    @Setup
    public void make() {
        long millis = now.toEpochMilli();
        session = SessionState.builder(
                        Side.SERVER, SessionState.TLS13, CipherSuite.TLS_AES_128_GCM_SHA256, Secret.random(32, random))
                .origin(bytes(32), millis)
                .issuedAt(millis)
                .expiresAt(millis + LIFETIME.toMillis())
                .serverName("shop.example")
                .applicationProtocol("h2")
                .fingerprint(fingerprint)
                .ownNames(ownNames)
                .group(NamedGroup.X25519)
                .build();
        plaintext = SessionCodec.encode(session);
        EphemeralKeys keys = new EphemeralKeys(KeySchedule.DEFAULT, random);
        ring = keys.at(now);
        key = Objects.requireNonNull(ring.sealing());
        sealed = Sealer.seal(key, Purpose.TICKET, new byte[0], plaintext, random);
        SessionVault vault =
                new SessionVault(new MemorySessionStore(InstantSource.system()), MasterKeys.ephemeral(random), random);
        server = new ServerSessions(keys, vault, ServerSessions.TicketMode.STATELESS, random);
        offer = server.issue(session, resumptionSecret, 1, now).stream()
                .map(issued -> new PskIdentity(issued.ticket(), issued.ageAdd()))
                .toList();
    }

    /** What a server holds the session against, made anew as for every hello. */
    Attempt attempt() {
        return new Attempt(
                Side.SERVER,
                SessionState.TLS13,
                List.of(CipherSuite.TLS_AES_128_GCM_SHA256),
                true,
                "shop.example",
                false,
                fingerprint,
                session.judge(),
                ownNames,
                null,
                true,
                now,
                LIFETIME,
                Revalidation.EXPIRY);
    }

    SessionState session() {
        return session;
    }

    byte[] plaintext() {
        return plaintext;
    }

    TicketKeyring ring() {
        return ring;
    }

    TicketKey key() {
        return key;
    }

    byte[] sealed() {
        return sealed;
    }

    ServerSessions server() {
        return server;
    }

    List<PskIdentity> offer() {
        return offer;
    }

    Secret resumptionSecret() {
        return resumptionSecret;
    }

    SecureRandom random() {
        return random;
    }

    Instant now() {
        return now;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
