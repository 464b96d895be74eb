package dev.reprise.bogo;

import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.PeerVerifier;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges as the command line says. */
final class TestVerifier implements PeerVerifier {
    private final boolean refuses;
    private final List<byte[]> authorities;
    private final boolean again;
    private final boolean stapling;
    private final Optional<String> response;
    private int judged;

    TestVerifier(Options options) {
        // A client that does not insist on a verdict goes on in spite of it.
        boolean insists = options.has(Flag.VERIFY_PEER) || options.has(Flag.REQUIRE_ANY_CLIENT_CERTIFICATE);
        this.refuses = options.has(Flag.VERIFY_FAIL) && insists;
        // A session whose chain is refused is not offered: the chain that comes instead is judged, too.
        this.again = options.has(Flag.REVERIFY_ON_RESUME);
        this.stapling = options.has(Flag.ENABLE_OCSP_STAPLING);
        this.response = options.text(Flag.EXPECT_OCSP_RESPONSE);
        this.authorities =
                options.text(Flag.USE_CLIENT_CA_LIST).map(AuthorityList::names).orElse(List.of());
    }

    @Override
    public synchronized @Nullable String verify(List<X509Certificate> chain, HandshakeProgress progress)
            throws CertificateException {
        judged++;
        if (judged > 1 && !again) {
            throw new Complaint("the peer's certificate was judged twice");
        }
        response.ifPresent(expected -> {
            List<String> stapled = progress.peerStatus().stream()
                    .map(Base64.getEncoder()::encodeToString)
                    .toList();
            if (!stapled.contains(expected)) {
                throw new Complaint("the server's OCSP responses are " + stapled + ", without " + expected);
            }
        });
        if (refuses) {
            throw new CertificateException("refused, as the command line says");
        }
        return null;
    }

    /** How often it was asked on this connection. */
    synchronized int judged() {
        return judged;
    }

    @Override
    public boolean asksForStatus() {
        return stapling;
    }

    @Override
    public List<byte[]> acceptedAuthorities() {
        return authorities;
    }
}
