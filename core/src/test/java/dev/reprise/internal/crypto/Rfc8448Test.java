package dev.reprise.internal.crypto;

import static dev.reprise.internal.crypto.HashAlgorithm.SHA256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The example traces of RFC 8448: the key schedule from the inputs to every value that the RFC prints. */
class Rfc8448Test {
    private static final CipherSuite SUITE = CipherSuite.TLS_AES_128_GCM_SHA256;
    private static final JsonNode FILE = Vectors.json("rfc8448.json");

    /** Section 3: simple 1-RTT handshake. */
    @Nested
    class FullHandshake {
        private final Trace trace = new Trace("section3");

        @Test
        void hashesTheHellos() {
            Transcript transcript = new Transcript();
            transcript.add(trace.bytes("client_hello"));
            transcript.select(SHA256);
            transcript.add(trace.bytes("server_hello"));
            assertThat(transcript.hash()).isEqualTo(trace.bytes("transcript_hash_to_server_hello"));
        }

        @Test
        void goesThroughTheWholeKeySchedule() {
            EarlySecret early = EarlySecret.of(SHA256, null);
            trace.check("early_secret", early.value());
            trace.checkFromHandshakeOn(early);
        }

        @Test
        void makesThePskOfTheTicket() {
            trace.check(
                    "resumption_psk",
                    ResumptionPsk.derive(
                            SHA256, trace.secret("resumption_master_secret"), trace.bytes("ticket_nonce")));
        }
    }

    /** Section 4: resumed 0-RTT handshake. */
    @Nested
    class ResumedHandshakeWithEarlyData {
        private final Trace trace = new Trace("section4");

        @Test
        void thePskIsThatOfTheTicketOfTheFullHandshake() {
            assertThat(trace.secret("psk")).isEqualTo(new Trace("section3").secret("resumption_psk"));
        }

        @Test
        void makesTheBinderFromTheHelloWithoutItsBinders() {
            byte[] hello = trace.bytes("client_hello");
            int truncated = trace.number("client_hello_truncated_length");
            EarlySecret early = EarlySecret.of(SHA256, trace.secret("psk"));

            Secret binderKey = early.binderKey();
            trace.check("binder_key", binderKey);
            trace.check("binder_finished_key", FinishedMac.finishedKey(SHA256, binderKey));

            byte[] binder =
                    FinishedMac.verifyData(SHA256, binderKey, new Transcript().hashWith(SHA256, hello, 0, truncated));
            assertThat(binder).isEqualTo(trace.bytes("binder"));
            assertThat(hello).endsWith(binder);
            assertThat(FinishedMac.matches(trace.bytes("binder"), binder)).isTrue();
        }

        @Test
        void makesTheSecretsOfEarlyData() {
            EarlySecret early = EarlySecret.of(SHA256, trace.secret("psk"));
            trace.check("early_secret", early.value());
            byte[] transcriptHash = SHA256.digest(trace.bytes("client_hello"));
            assertThat(transcriptHash).isEqualTo(trace.bytes("transcript_hash_client_hello"));

            Secret traffic = early.clientEarlyTraffic(transcriptHash);
            trace.check("client_early_traffic_secret", traffic);
            trace.checkKeys("client_early", traffic);
            trace.check(
                    "early_exporter_master_secret",
                    early.earlyExporter(transcriptHash).value());
        }

        @Test
        void goesThroughTheWholeKeySchedule() {
            trace.checkFromHandshakeOn(EarlySecret.of(SHA256, trace.secret("psk")));
        }
    }

    @Test
    void eachStageEndsTheOneBefore() {
        EarlySecret early = EarlySecret.of(SHA256, null);
        HandshakeSecret handshake = early.handshake(null);
        MainSecret main = handshake.main();
        byte[] hash = new byte[32];
        assertThatIllegalStateException().isThrownBy(early::binderKey);
        assertThatIllegalStateException().isThrownBy(() -> early.handshake(null));
        assertThatIllegalStateException().isThrownBy(() -> handshake.clientTraffic(hash));
        assertThatIllegalStateException().isThrownBy(handshake::main);
        ExporterSecret exporter = main.exporter(hash);
        main.destroy();
        assertThatIllegalStateException().isThrownBy(() -> main.resumption(hash));
        assertThat(exporter.export("still there", new byte[0], 8)).hasSize(8);
        exporter.destroy();
        assertThatIllegalStateException().isThrownBy(() -> exporter.export("gone", new byte[0], 8));
    }

    @Test
    void whatTheCallerGaveStaysTheCallers() {
        Secret psk = Secret.copyOf(new byte[32]);
        Secret shared = Secret.copyOf(new byte[32]);
        EarlySecret.of(SHA256, psk).handshake(shared).main();
        assertThat(psk.isDestroyed()).isFalse();
        assertThat(shared.isDestroyed()).isFalse();
    }

    private record Trace(String section) {
        byte[] bytes(String field) {
            return Vectors.hex(FILE.get(section).get(field).asText());
        }

        int number(String field) {
            return FILE.get(section).get(field).asInt();
        }

        Secret secret(String field) {
            return Secret.owning(bytes(field));
        }

        void check(String field, Secret actual) {
            assertThat(actual.copy()).as(field).isEqualTo(bytes(field));
        }

        void checkKeys(String prefix, Secret trafficSecret) {
            TrafficKeys keys = TrafficKeys.of(SUITE, trafficSecret);
            check(prefix + "_key", keys.key());
            check(prefix + "_iv", keys.iv());
        }

        void checkFromHandshakeOn(EarlySecret early) {
            HandshakeSecret handshake = early.handshake(secret("ecdhe_shared_secret"));
            check("handshake_secret", handshake.value());

            byte[] toServerHello = bytes("transcript_hash_to_server_hello");
            Secret clientHandshake = handshake.clientTraffic(toServerHello);
            check("client_handshake_traffic_secret", clientHandshake);
            checkKeys("client_handshake", clientHandshake);
            Secret serverHandshake = handshake.serverTraffic(toServerHello);
            check("server_handshake_traffic_secret", serverHandshake);
            checkKeys("server_handshake", serverHandshake);

            MainSecret main = handshake.main();
            check("master_secret", main.value());

            byte[] toServerFinished = bytes("transcript_hash_to_server_finished");
            Secret clientApplication = main.clientTraffic(toServerFinished);
            check("client_application_traffic_secret_0", clientApplication);
            checkKeys("client_application", clientApplication);
            Secret serverApplication = main.serverTraffic(toServerFinished);
            check("server_application_traffic_secret_0", serverApplication);
            checkKeys("server_application", serverApplication);
            check("exporter_master_secret", main.exporter(toServerFinished).value());

            check("resumption_master_secret", main.resumption(bytes("transcript_hash_to_client_finished")));
        }
    }
}
