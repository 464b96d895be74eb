package dev.reprise.internal.resumption;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.session.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a session is held against: the hello and the configuration that is in effect for it, as values.
 *
 * @param side the side that decides
 * @param version server: the version that was selected. Client: the session's own if it is enabled, else the highest enabled
 * @param suites server: offered and enabled; client: enabled
 * @param extendedMasterSecret TLS 1.2: whether the hello has the extension (RFC 7627)
 * @param serverName the name in the hello; {@code null} without one
 * @param clientAuthenticationNeeded server: whether a client has to show a certificate; a client says {@code false}
 * @param fingerprint {@link PolicyFingerprint} of the configuration in effect
 * @param judge what judges the peer's chain now, as {@link dev.reprise.internal.session.SessionState#judge} has it
 * @param ownNames what this side would show of itself now, as {@link CertificateNames}: server: of all certificates that it would
 *     choose for this name, client: of all identities that it could show
 * @param peerName the name that the peer has to be verified as; {@code null} where it is not identified
 * @param pskDheKe TLS 1.3: whether there is a mode of key exchange with a PSK that the hello offers and this side allows
 * @param now the time
 * @param maxLifetime how old an authentication may be, from the origin on; more than seven days counts as seven
 * @param revalidation what the peer's stored chain goes through
 */
public record Attempt(
        Side side,
        int version,
        List<CipherSuite> suites,
        boolean extendedMasterSecret,
        @Nullable String serverName,
        boolean clientAuthenticationNeeded,
        byte[] fingerprint,
        byte[] judge,
        byte[] ownNames,
        @Nullable String peerName,
        boolean pskDheKe,
        Instant now,
        Duration maxLifetime,
        Revalidation revalidation) {
    public Attempt {
        Objects.requireNonNull(side, "side");
        suites = List.copyOf(suites);
        fingerprint = fingerprint.clone();
        judge = judge.clone();
        ownNames = ownNames.clone();
        Objects.requireNonNull(now, "now");
        Objects.requireNonNull(maxLifetime, "maxLifetime");
        Objects.requireNonNull(revalidation, "revalidation");
    }

    @Override
    public byte[] fingerprint() {
        return fingerprint.clone();
    }

    @Override
    public byte[] judge() {
        return judge.clone();
    }

    @Override
    public byte[] ownNames() {
        return ownNames.clone();
    }
}
