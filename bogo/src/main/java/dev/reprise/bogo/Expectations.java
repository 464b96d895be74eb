package dev.reprise.bogo;

import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.settings.PemFiles;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the command line says a handshake has to come to. */
record Expectations(Options options, boolean isResumption) {
    private static final String EARLY_DATA_DISABLED = "disabled";

    /** @throws Complaint if it came to something else */
    void check(Connection connection, TestVerifier verifier) {
        ConnectionSummary summary = connection.summary().orElseThrow();
        if (options.has(Flag.HANDSHAKE_NEVER_DONE)) {
            throw new Complaint("the handshake was done");
        }
        equal(
                "a resumed session",
                isResumption && !options.has(Flag.EXPECT_SESSION_MISS),
                summary.resumption().resumed());
        number(Flag.EXPECT_VERSION, summary.version());
        number(Flag.EXPECT_CIPHER, summary.suite().code());
        number(Flag.EXPECT_CIPHER_AES, summary.suite().code());
        number(
                Flag.EXPECT_CURVE_ID,
                summary.group() == null ? 0 : summary.group().code());
        if (options.has(Flag.EXPECT_HRR) || options.has(Flag.EXPECT_NO_HRR)) {
            equal("a HelloRetryRequest", options.has(Flag.EXPECT_HRR), summary.helloRetried());
        }
        options.text(Flag.EXPECT_SERVER_NAME).ifPresent(name -> equal("the server name", name, summary.serverName()));
        Flag protocol = options.has(Flag.SERVER) ? Flag.SELECT_ALPN : Flag.EXPECT_ALPN;
        equal("the application protocol", options.text(protocol).orElse(""), summary.applicationProtocol());
        checkPeer(summary, verifier);
        checkSignature(summary, connection.progress().peerSignature());
        checkExtendedMasterSecret(connection, summary);
        options.text(Flag.EXPECT_EARLY_DATA_REASON)
                .filter(reason -> !reason.equals(EARLY_DATA_DISABLED))
                .ifPresent(reason -> {
                    throw new Unimplemented("early data, and so the reason " + reason);
                });
    }

    /** A resumption has none: BoringSSL reports that of the session's first connection. */
    private void checkSignature(ConnectionSummary summary, @Nullable SignatureScheme scheme) {
        if (options.has(Flag.EXPECT_PEER_SIGNATURE_ALGORITHM)
                && !summary.resumption().resumed()) {
            equal(
                    "the peer's signature",
                    SignatureScheme.of(options.number(Flag.EXPECT_PEER_SIGNATURE_ALGORITHM, 0)),
                    scheme);
        }
    }

    /** In TLS 1.3 there is no other, and in TLS 1.2 no session is kept without. */
    private void checkExtendedMasterSecret(Connection connection, ConnectionSummary summary) {
        if (!options.has(Flag.EXPECT_EXTENDED_MASTER_SECRET) || summary.version() == ProtocolVersion.TLS13) {
            return;
        }
        if (!connection.isClient() && !summary.resumption().resumed()) {
            throw new Unimplemented("a server of TLS 1.2 does not say whether there is an extended master secret");
        }
        equal(
                "an extended master secret",
                true,
                summary.resumption().resumed() || connection.latestSession().isPresent());
    }

    private void checkPeer(ConnectionSummary summary, TestVerifier verifier) {
        boolean server = options.has(Flag.SERVER);
        if ((!server || options.has(Flag.REQUIRE_ANY_CLIENT_CERTIFICATE))
                && summary.peerChain().isEmpty()) {
            throw new Complaint("the peer has no certificate");
        }
        options.text(Flag.EXPECT_PEER_CERT_FILE)
                .ifPresent(
                        file -> equal("the peer's chain", PemFiles.certificates(Path.of(file)), summary.peerChain()));
        boolean judges = !summary.resumption().resumed() || options.has(Flag.REVERIFY_ON_RESUME);
        equal(
                "verdicts on the peer's certificate",
                judges && !summary.peerChain().isEmpty() ? 1 : 0,
                verifier.judged());
    }

    private void number(Flag flag, int actual) {
        if (options.has(flag)) {
            equal(flag.text(), options.number(flag, 0), actual);
        }
    }

    private static void equal(String what, @Nullable Object expected, @Nullable Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new Complaint(what + ": expected " + expected + ", and it is " + actual);
        }
    }
}
