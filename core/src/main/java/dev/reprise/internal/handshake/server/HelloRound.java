package dev.reprise.internal.handshake.server;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.message.ApplicationProtocols;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.EarlyDataIndication;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.KeyShareEntry;
import dev.reprise.internal.message.KeyShares;
import dev.reprise.internal.message.PskKeyExchangeModes;
import dev.reprise.internal.message.RecordSizeLimit;
import dev.reprise.internal.message.ServerName;
import dev.reprise.internal.message.SignatureAlgorithms;
import dev.reprise.internal.message.SignatureAlgorithmsCert;
import dev.reprise.internal.message.SupportedGroups;
import dev.reprise.internal.message.SupportedVersions;
import dev.reprise.internal.message.TicketRequest;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One ClientHello with what came before it.
 *
 * @param hello the hello that is being answered
 * @param encoded its very bytes, not yet in the transcript: the binders' hash needs a part of them
 * @param transcript all before this hello
 * @param retry what our HelloRetryRequest laid down; null for a first hello
 */
record HelloRound(
        ClientHello hello,
        byte[] encoded,
        Transcript transcript,
        @Nullable Retry retry) {

    /** What we know and may not change; what we do not know may have rules of its own. */
    private static final List<Class<? extends Extension>> FIXED = List.of(
            SupportedVersions.class,
            ServerName.class,
            SupportedGroups.class,
            SignatureAlgorithms.class,
            SignatureAlgorithmsCert.class,
            ApplicationProtocols.class,
            RecordSizeLimit.class,
            PskKeyExchangeModes.class,
            TicketRequest.class);

    /** What a HelloRetryRequest laid down, and the hello it answered. */
    record Retry(ClientHello first, NamedGroup group, CipherSuite suite, Transcript transcript) {}

    static HelloRound first(ClientHello hello, byte[] encoded, Transcript transcript) {
        return new HelloRound(hello, encoded, transcript, null);
    }

    /**
     * The hello that answers a HelloRetryRequest: the same but for what may change (RFC 9846, section 4.2.2), with one key share, of the group
     * asked for, and without early data.
     */
    static HelloRound second(ClientHello hello, byte[] encoded, Retry retry) {
        ClientHello first = retry.first();
        boolean same = hello.legacyVersion() == first.legacyVersion()
                && Arrays.equals(hello.random(), first.random())
                && Arrays.equals(hello.legacySessionId(), first.legacySessionId())
                && hello.cipherSuites().equals(first.cipherSuites())
                && Arrays.equals(hello.compressionMethods(), first.compressionMethods())
                && FIXED.stream().allMatch(extension -> unchanged(hello, first, extension));
        if (!same) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER, "the second ClientHello changes what it may not change");
        }
        if (hello.extensions().get(EarlyDataIndication.class) != null) {
            throw new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, "the second ClientHello announces early data");
        }
        KeyShares shares = hello.extensions().get(KeyShares.class);
        List<KeyShareEntry> entries = shares == null ? List.of() : shares.entries();
        if (entries.size() != 1 || !entries.get(0).group().equals(retry.group())) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "the second ClientHello does not bring the one key share that was asked for");
        }
        return new HelloRound(hello, encoded, retry.transcript(), retry);
    }

    /** The random of the first hello: what a key log names a connection by. */
    byte[] clientRandom() {
        return hello.random();
    }

    boolean isSecond() {
        return retry != null;
    }

    private static boolean unchanged(ClientHello second, ClientHello first, Class<? extends Extension> extension) {
        return Objects.equals(
                second.extensions().get(extension), first.extensions().get(extension));
    }
}
