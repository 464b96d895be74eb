package dev.reprise.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Scratch;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.wire.WireWriter;
import dev.reprise.testing.TestPki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/** Files that somebody made: read, or refused with a message that names the file and holds nothing of it. */
class PemFuzzTest {
    private static final String[] LABELS = {
        "CERTIFICATE", "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "X509 CERTIFICATE"
    };

    /** The first byte says whether the input is a file as it stands, or the inside of blocks: label, length, content. */
    @FuzzTest
    void isReadOrRefused(byte[] input) {
        Feed feed = new Feed(input);
        byte[] content = feed.u8() % 2 == 0 ? feed.rest() : blocks(feed).getBytes(StandardCharsets.US_ASCII);
        Path file = Scratch.file("identity.pem", content);
        readOrRefused(file, () -> assertThat(PemFiles.certificates(file)).isNotEmpty());
        readOrRefused(file, () -> assertThat(PemFiles.trustStore(file)).isNotNull());
        readOrRefused(file, () -> {
            NamedIdentities.Credential identity = PemFiles.identity(file, file);
            assertThat(identity.chain()).isNotEmpty();
        });
    }

    private static void readOrRefused(Path file, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
        }
    }

    private static String blocks(Feed feed) {
        StringBuilder text = new StringBuilder();
        while (!feed.isEmpty()) {
            String label = LABELS[feed.below(LABELS.length)];
            byte[] content = feed.bytes(feed.u16());
            text.append("-----BEGIN ").append(label).append("-----\n");
            text.append(Base64.getMimeEncoder().encodeToString(content));
            text.append("\n-----END ").append(label).append("-----\n");
        }
        return text.toString();
    }

    static void seeds(Seeds seeds) throws IOException, CertificateEncodingException {
        TestPki pki = TestPki.shared();
        Map<String, TestPki.Identity> identities =
                Map.of("ec", pki.serverEc(), "rsa", pki.serverRsa(), "ed25519", pki.serverEd25519());
        for (Map.Entry<String, TestPki.Identity> each : identities.entrySet()) {
            TestPki.Identity identity = each.getValue();
            byte[] certificate = identity.certificate().getEncoded();
            byte[] key = identity.key().getEncoded();
            String text = TestPki.pem("CERTIFICATE", certificate) + "\n# the key\n" + TestPki.pem("PRIVATE KEY", key);
            seeds.put("text-" + each.getKey(), 0, text.getBytes(StandardCharsets.US_ASCII));
            seeds.put(
                    "blocks-" + each.getKey(),
                    1,
                    new WireWriter()
                            .u8(0)
                            .opaque16(certificate)
                            .u8(1)
                            .opaque16(key)
                            .toByteArray());
            seeds.put(
                    "other-label-" + each.getKey(),
                    1,
                    new WireWriter().u8(2).opaque16(key).toByteArray());
        }
        seeds.put(
                "rsa-pkcs1",
                1,
                new WireWriter().u8(3).opaque16(pkcs1(pki.serverRsa())).toByteArray());
        for (String text : List.of(
                "-----BEGIN CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n-----END RSA PRIVATE KEY-----\n",
                "-----BEGIN ")) {
            seeds.put("text-" + text.length(), 0, text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** What is in a PKCS #8 key of RSA. */
    private static byte[] pkcs1(TestPki.Identity identity) throws IOException {
        return PrivateKeyInfo.getInstance(identity.key().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
    }
}
