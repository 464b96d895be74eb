package dev.reprise.internal.settings;

import static java.lang.System.Logger.Level.WARNING;

import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.handshake.IdentityChooser;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What certificates' authorities say of them (OCSP), handed out and asked for within the handshake (RFC 6066 section 8).
 *
 * @param asked whether a client asks servers for it, for its trust manager to see
 * @param source what a server hands out; null for nothing
 */
public record Stapling(boolean asked, @Nullable Source source) {
    /** Asked for, and not handed out. */
    public static final Stapling DEFAULT = new Stapling(true, null);

    /** Gives what is handed out with a certificate. Asked in a task of the handshake. */
    @FunctionalInterface
    public interface Source {
        /** The response, DER; empty if there is none. */
        byte[] responseFor(X509Certificate certificate) throws Exception;
    }

    /** Responses that would make a message no client takes are not handed out. */
    private static final int MAX_RESPONSE = 32 * 1024;

    private static final System.Logger LOG = System.getLogger("dev.reprise.handshake");

    /** A source that fails is complained about once a process. */
    private static final AtomicBoolean COMPLAINED = new AtomicBoolean();

    /** A server's chooser that hands out a response with its choice, where the client takes one and there is one. */
    public IdentityChooser around(IdentityChooser chooser) {
        Source responses = source;
        return responses == null ? chooser : new StaplingChooser(chooser, responses);
    }

    private record StaplingChooser(IdentityChooser chooser, Source responses) implements IdentityChooser {
        @Override
        public @Nullable Identity choose(
                List<SignatureScheme> schemes, List<byte[]> authorities, HandshakeProgress progress) {
            Identity identity = chooser.choose(schemes, authorities, progress);
            return identity == null || !progress.peerAsksForStatus()
                    ? identity
                    : new Identity(
                            identity.chain(), identity.key(), identity.scheme(), response(responses, identity.leaf()));
        }

        @Override
        public List<X509Certificate> shown(List<SignatureScheme> schemes, HandshakeProgress progress, Instant now) {
            return chooser.shown(schemes, progress, now);
        }

        @Override
        public byte[] bindings() {
            return chooser.bindings();
        }

        @Override
        public boolean mayBlock() {
            return chooser.mayBlock();
        }
    }

    /** A handshake does without a response that cannot be had. */
    private static byte[] response(Source responses, X509Certificate leaf) {
        try {
            byte[] response = responses.responseFor(leaf);
            if (response.length <= MAX_RESPONSE) {
                return response;
            }
            complain(
                    "an OCSP response has " + response.length + " bytes, more than the " + MAX_RESPONSE
                            + " that are handed out",
                    null);
        } catch (Exception failed) {
            complain("an OCSP response cannot be had", failed);
        }
        return new byte[0];
    }

    private static void complain(String what, @Nullable Exception why) {
        if (COMPLAINED.compareAndSet(false, true)) {
            LOG.log(WARNING, what + "; connections go on without, and this is not logged again", why);
        }
    }
}
