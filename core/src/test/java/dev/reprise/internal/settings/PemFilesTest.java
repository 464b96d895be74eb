package dev.reprise.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testing.TestPki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {
    private static final TestPki PKI = TestPki.shared();

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "test", ".pem"), text, StandardCharsets.US_ASCII);
    }

    /** What stands inside of PKCS #8: SEC 1 for EC, PKCS #1 for RSA. */
    private static byte[] traditional(PrivateKey key) throws IOException {
        return PrivateKeyInfo.getInstance(key.getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "P-384", "RSA", "Ed25519"})
    void readsPkcs8OfEveryKind(String kind) {
        TestPki.Identity identity = PKI.issue("test", kind, "test.example");

        NamedIdentities.Credential read = PemFiles.identity(identity.certificatePem(), identity.keyPem());

        assertThat(read.chain()).isEqualTo(identity.chain());
        assertThat(read.key()).isEqualTo(identity.key());
    }

    @Test
    void readsSec1ThatNamesItsCurve() throws Exception {
        TestPki.Identity identity = PKI.serverEc();
        // What the JDK writes inside of PKCS #8 leaves the curve out; openssl writes it.
        byte[] sec1 = traditional(identity.key());
        Path named = file(TestPki.pem("EC PRIVATE KEY", withCurve(sec1)));

        PrivateKey read = PemFiles.identity(identity.certificatePem(), named).key();

        assertThat(((java.security.interfaces.ECPrivateKey) read).getS())
                .isEqualTo(((java.security.interfaces.ECPrivateKey) identity.key()).getS());
    }

    private static byte[] withCurve(byte[] sec1) throws IOException {
        ECPrivateKey key = ECPrivateKey.getInstance(sec1);
        return new ECPrivateKey(256, key.getKey(), SECObjectIdentifiers.secp256r1).getEncoded();
    }

    @Test
    void refusesSec1WithoutACurve() throws Exception {
        byte[] bare = new ECPrivateKey(
                        256,
                        ECPrivateKey.getInstance(traditional(PKI.serverEc().key()))
                                .getKey())
                .getEncoded();
        Path file = file(TestPki.pem("EC PRIVATE KEY", bare));

        assertThatThrownBy(() -> PemFiles.identity(PKI.serverEc().certificatePem(), file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("curve");
    }

    @Test
    void readsPkcs1() throws Exception {
        TestPki.Identity identity = PKI.serverRsa();
        Path file = file(TestPki.pem("RSA PRIVATE KEY", traditional(identity.key())));

        assertThat(PemFiles.identity(identity.certificatePem(), file).key()).isEqualTo(identity.key());
    }

    @Test
    void keyAndChainMayStandInOneFileWithTextBetween() throws Exception {
        TestPki.Identity identity = PKI.serverEc();
        Path both = file("Bag Attributes: none\r\n"
                + Files.readString(identity.keyPem()).replace("\n", "\r\n") + "subject=CN=localhost\n"
                + Files.readString(identity.certificatePem()));

        NamedIdentities.Credential read = PemFiles.identity(both, both);

        assertThat(read.chain()).isEqualTo(identity.chain());
    }

    @Test
    void refusesTheKeyOfAnotherCertificate() {
        Path key = PKI.serverRsa().keyPem();

        assertThatThrownBy(() -> PemFiles.identity(PKI.serverEc().certificatePem(), key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not belong");
        assertThatThrownBy(() -> PemFiles.identity(
                        PKI.serverEc().certificatePem(), PKI.client().keyPem()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not belong");
    }

    @Test
    void refusesAnEncryptedKeyAndSaysWhatToDo() throws Exception {
        Path modern = file(TestPki.pem("ENCRYPTED PRIVATE KEY", new byte[40]));
        Path old = file("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
                + "-----END RSA PRIVATE KEY-----\n");

        for (Path file : List.of(modern, old)) {
            assertThatThrownBy(() -> PemFiles.identity(PKI.serverRsa().certificatePem(), file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("encrypted")
                    .hasMessageContaining("openssl pkey");
        }
    }

    @Test
    void namesTheFileAndNeverItsContent() throws Exception {
        Path missing = folder.resolve("missing.pem");
        assertThatThrownBy(() -> PemFiles.certificates(missing))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing.pem");
        Path empty = file("nothing here");
        assertThatThrownBy(() -> PemFiles.certificates(empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(empty.toString());
        assertThatThrownBy(() -> PemFiles.identity(PKI.serverEc().certificatePem(), empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no private key");
        Path endless = file("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n");
        assertThatThrownBy(() -> PemFiles.identity(PKI.serverEc().certificatePem(), endless))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no end")
                .hasMessageNotContaining("c2VjcmV0");
        Path noBase64 = file("-----BEGIN PRIVATE KEY-----\nse*cret\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> PemFiles.identity(PKI.serverEc().certificatePem(), noBase64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base64")
                .hasMessageNotContaining("se*cret");
        Path noDer = file(TestPki.pem("PRIVATE KEY", new byte[] {1, 2, 3}));
        assertThatThrownBy(() -> PemFiles.identity(PKI.serverEc().certificatePem(), noDer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DER");
    }

    @Test
    void everyCutOfAKeyIsRefusedAsSuch() throws Exception {
        byte[] whole = PKI.serverEc().key().getEncoded();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PrivateKeys.pkcs8(cut))
                    .as("%d bytes", cut.length)
                    .isInstanceOf(GeneralSecurityException.class);
        }
    }

    @Test
    void aTrustStoreHoldsEveryCertificateOfTheFile() throws Exception {
        Path both = file(Files.readString(PKI.authorityPem())
                + Files.readString(TestPki.newAuthority("Other").authorityPem()));

        assertThat(PemFiles.trustStore(both).size()).isEqualTo(2);
    }
}
