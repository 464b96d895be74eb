package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handshakes that must not succeed: the right alert goes out, and both sides say so. */
class RefusedHandshakesTest {
    static List<ServerPeer> servers() {
        return Peers.servers();
    }

    @Test
    void aClientWithoutACommonSuiteIsTurnedAway() {
        Peers.require(Peers.OPENSSL);
        try (Serve serve = RepriseCli.serve(
                RepriseCli.presenting(Certificates.ec(), "--tls", "1.3", "--ciphers", "TLS_AES_128_GCM_SHA256"))) {
            ClientOptions options = ClientOptions.to(serve.port()).withSuites("TLS_AES_256_GCM_SHA384");
            assertThatThrownBy(() -> Peers.OPENSSL.visit(options)).isInstanceOf(PeerFailure.class);
            assertFailed(serve.next(1), "handshake_failure");
        }
    }

    @Test
    void aClientWithoutACommonGroupIsTurnedAway() {
        Peers.require(Peers.OPENSSL);
        try (Serve serve =
                RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--tls", "1.3", "--groups", "x25519"))) {
            ClientOptions options = ClientOptions.to(serve.port()).withGroups("secp256r1");
            assertThatThrownBy(() -> Peers.OPENSSL.visit(options)).isInstanceOf(PeerFailure.class);
            assertFailed(serve.next(1), "handshake_failure");
        }
    }

    @Test
    void aClientOfTls12IsTurnedAwayWhereOnlyTls13IsSpoken() {
        Peers.require(Peers.OPENSSL);
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--tls", "1.3"))) {
            ClientOptions options = ClientOptions.to(serve.port()).withProtocol("TLSv1.2");
            assertThatThrownBy(() -> Peers.OPENSSL.visit(options)).isInstanceOf(PeerFailure.class);
            assertFailed(serve.next(1), "protocol_version");
        }
    }

    @Test
    void aClientThatDoesNotTrustUsIsReportedAsSuch() {
        Peers.require(Peers.OPENSSL);
        // A certificate of serve's own making: nobody's CA has issued it.
        try (Serve serve = RepriseCli.serve()) {
            ClientOptions options = ClientOptions.to(serve.port());
            assertThatThrownBy(() -> Peers.OPENSSL.visit(options)).isInstanceOf(PeerFailure.class);
            Handshake told = serve.next(1).get(0);
            assertThat(told.ok()).isFalse();
            assertThat(told.alert()).isEqualTo("unknown_ca");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void ourClientRefusesACertificateForAnotherName(ServerPeer server) {
        Peers.require(server);
        try (PeerServer running = server.serve(ServerOptions.with(Certificates.ec()))) {
            RepriseCli.Connect refused = RepriseCli.connectAs("elsewhere.example", running.port());
            assertThat(refused.status()).as(refused.toString()).isEqualTo(1);
            assertThat(refused.handshakes()).extracting(Handshake::ok).containsOnly(false);
        }
    }

    private static void assertFailed(List<Handshake> told, String alert) {
        assertThat(told).extracting(Handshake::ok).containsExactly(false);
        assertThat(told).extracting(Handshake::alert).containsExactly(alert);
    }
}
