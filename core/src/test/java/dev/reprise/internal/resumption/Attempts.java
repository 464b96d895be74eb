package dev.reprise.internal.resumption;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attempts for tests: one that fits a session in every respect, from which a test changes one thing. */
final class Attempts {
    Side side;
    int version;
    List<CipherSuite> suites;
    boolean extendedMasterSecret = true;

    @Nullable
    String serverName;

    boolean clientAuthenticationNeeded;
    byte[] fingerprint;
    byte[] judge;
    byte[] ownNames;

    @Nullable
    String peerName;

    boolean pskMode = true;
    Instant now = SampleSessions.NOW;
    Duration maxLifetime = Duration.ofHours(6);
    Revalidation revalidation = Revalidation.EXPIRY;

    private Attempts(SessionState session) {
        side = session.side();
        version = session.version();
        suites = List.of(session.suite());
        serverName = session.serverName();
        fingerprint = session.fingerprint();
        judge = session.judge();
        ownNames = session.ownNames();
        peerName = session.peerName();
    }

    static Attempts fitting(SessionState session) {
        return new Attempts(session);
    }

    Attempt build() {
        return new Attempt(
                side,
                version,
                suites,
                extendedMasterSecret,
                serverName,
                clientAuthenticationNeeded,
                fingerprint,
                judge,
                ownNames,
                peerName,
                pskMode,
                now,
                maxLifetime,
                revalidation);
    }
}
