package dev.reprise.bogo;

import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.settings.PemFiles;
import java.nio.file.Path;
import java.util.Objects;

/** What the command line says a handshake has to come to. */
record Expectations(Options options, boolean isResumption) {

    /** @throws Complaint if it came to something else */
    void check(ConnectionSummary summary, TestVerifier verifier) {
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

    private static void equal(String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new Complaint(what + ": expected " + expected + ", and it is " + actual);
        }
    }
}
