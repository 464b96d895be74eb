package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.session.Resumption;
import dev.reprise.testing.TestClock;
import dev.reprise.testing.TestPki;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys in files that somebody replaces while the server runs. */
class ReloadingIdentityTest {
    private final TestClock clock = TestClock.started();
    private final SSLContext client = client().clock(clock).build();
    private Path certificates;
    private Path key;

    @BeforeEach
    void folder(@TempDir Path folder) throws IOException {
        certificates = folder.resolve("cert.pem");
        key = folder.resolve("key.pem");
        install(PKI.serverEc());
    }

    private void install(TestPki.Identity identity) throws IOException {
        Files.copy(identity.certificatePem(), certificates, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(identity.keyPem(), key, StandardCopyOption.REPLACE_EXISTING);
    }

    private SSLContext server() {
        return Reprise.server()
                .clock(clock)
                .identity(Identity.reloading(certificates, key))
                .build();
    }

    private void aSecondPasses() {
        clock.advance(Duration.ofSeconds(1));
    }

    /** A handshake in full, and the certificate that it showed. */
    private Certificate shownBy(SSLContext server) throws Exception {
        EnginePair pair = new EnginePair(client().clock(clock).build(), server).handshake();
        return pair.client.engine.getSession().getPeerCertificates()[0];
    }

    private static TestPki.Identity renewed() {
        return PKI.issue("localhost", "EC", "localhost", "127.0.0.1");
    }

    @Test
    void aNewCertificateIsShownWithoutAnotherContext() throws Exception {
        SSLContext server = server();
        TestPki.Identity renewed = renewed();
        assertThat(shownBy(server)).isEqualTo(PKI.serverEc().certificate());

        install(renewed);
        assertThat(shownBy(server)).isEqualTo(PKI.serverEc().certificate()); // looked at a moment ago
        aSecondPasses();
        assertThat(shownBy(server)).isEqualTo(renewed.certificate());
    }

    @Test
    void sessionsOutliveIt() throws Exception {
        SSLContext server = server();
        new EnginePair(client, server).handshake();
        TestPki.Identity renewed = renewed();
        install(renewed);
        aSecondPasses();

        EnginePair pair = new EnginePair(client, server).handshake();

        assertThat(Reprise.resumption(pair.client.engine).kind()).isEqualTo(Resumption.Kind.RESUMED);
        assertThat(pair.client.engine.getSession().getPeerCertificates()[0])
                .isEqualTo(PKI.serverEc().certificate()); // the one that authenticated
        assertThat(shownBy(server)).isEqualTo(renewed.certificate());
    }

    @Test
    void whatCannotBeUsedLeavesTheOldOneInPlaceAndIsSaidOnce() throws Exception {
        SSLContext server = server();
        List<String> log = new ArrayList<>();
        Handler handler = collecting(log);
        Logger logger = Logger.getLogger("dev.reprise.keys");
        logger.addHandler(handler);
        try {
            Files.writeString(certificates, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
            for (int i = 0; i < 3; i++) {
                aSecondPasses();
                assertThat(shownBy(server)).isEqualTo(PKI.serverEc().certificate());
            }
            assertThat(log)
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(line)
                            .contains("the identity has changed and cannot be used")
                            .contains(certificates.toString())
                            .doesNotContain("MIIB"));

            Files.delete(key);
            aSecondPasses();
            assertThat(shownBy(server)).isEqualTo(PKI.serverEc().certificate());
            assertThat(log).hasSize(2);
        } finally {
            logger.removeHandler(handler);
        }
    }

    private static Handler collecting(List<String> log) {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                    log.add(entry.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void aKeyThatIsReplacedAfterItsCertificateIsTakenOnWithIt() throws Exception {
        SSLContext server = server();
        TestPki.Identity renewed = renewed();
        Files.copy(renewed.certificatePem(), certificates, StandardCopyOption.REPLACE_EXISTING);
        aSecondPasses();
        assertThat(shownBy(server)).isEqualTo(PKI.serverEc().certificate());

        Files.copy(renewed.keyPem(), key, StandardCopyOption.REPLACE_EXISTING);
        aSecondPasses();
        assertThat(shownBy(server)).isEqualTo(renewed.certificate());
    }

    @Test
    void aFolderMayBeSwappedAsAWhole(@TempDir Path mount) throws Exception {
        TestPki.Identity renewed = renewed();
        write(mount.resolve("..first"), PKI.serverEc());
        write(mount.resolve("..second"), renewed);
        Path current = Files.createSymbolicLink(mount.resolve("..data"), mount.resolve("..first"));
        SSLContext server = Reprise.server()
                .clock(clock)
                .identity(Identity.reloading(current.resolve("tls.crt"), current.resolve("tls.key")))
                .build();
        assertThat(shownBy(server)).isEqualTo(PKI.serverEc().certificate());

        Path next = Files.createSymbolicLink(mount.resolve("..next"), mount.resolve("..second"));
        Files.move(next, current, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        aSecondPasses();
        assertThat(shownBy(server)).isEqualTo(renewed.certificate());
    }

    private static void write(Path folder, TestPki.Identity identity) throws IOException {
        Files.createDirectory(folder);
        Files.copy(identity.certificatePem(), folder.resolve("tls.crt"));
        Files.copy(identity.keyPem(), folder.resolve("tls.key"));
    }

    @Test
    void ofSeveralTheServersNameChooses() throws Exception {
        TestPki.Identity shop = PKI.issue("shop", "EC", "shop.test");
        SSLContext server = Reprise.server()
                .clock(clock)
                .identity(Identity.reloading(certificates, key))
                .identity(Identity.of(shop.key(), shop.chain()))
                .build();
        assertThat(shownBy(server)).isEqualTo(PKI.serverEc().certificate());

        EnginePair pair = new EnginePair(client().clock(clock).build(), server);
        SSLParameters parameters = pair.client.parameters();
        parameters.setServerNames(List.of(new SNIHostName("shop.test")));
        pair.client.engine.setSSLParameters(parameters);
        pair.handshake();
        assertThat(pair.client.engine.getSession().getPeerCertificates()[0]).isEqualTo(shop.certificate());
    }

    @Test
    void aKeyStoresFileIsReloadedToo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("server.p12");
        save(PKI.serverEc().keyStore(), file);
        SSLContext server = Reprise.server()
                .clock(clock)
                .identity(Identity.reloading(file, TestPki.PASSWORD))
                .build();
        assertThat(shownBy(server)).isEqualTo(PKI.serverEc().certificate());
        TestPki.Identity renewed = renewed();

        save(renewed.keyStore(), file);
        aSecondPasses();
        assertThat(shownBy(server)).isEqualTo(renewed.certificate());
        Files.writeString(file, "no key store");
        aSecondPasses();
        assertThat(shownBy(server)).isEqualTo(renewed.certificate());
    }

    private static void save(KeyStore store, Path file) throws Exception {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, TestPki.PASSWORD);
        }
    }

    @Test
    void aClientsIdentityIsReloadedToo() throws Exception {
        install(PKI.client());
        SSLContext server = Contexts.server()
                .clock(clock)
                .trust(PKI.trustStore())
                .clientAuth(ClientAuth.NEED)
                .build();
        SSLContext client = client().clock(clock)
                .identity(Identity.reloading(certificates, key))
                .build();
        EnginePair first = new EnginePair(client, server).handshake();
        assertThat(first.server.engine.getSession().getPeerCertificates()[0])
                .isEqualTo(PKI.client().certificate());
        TestPki.Identity renewed = PKI.issue("client", "EC", "client.test");
        install(renewed);
        aSecondPasses();

        EnginePair second = new EnginePair(client, server).handshake();
        assertThat(second.server.engine.getSession().getPeerCertificates()[0]).isEqualTo(renewed.certificate());
        assertThat(Reprise.resumption(second.server.engine).kind()).isEqualTo(Resumption.Kind.FULL);
    }

    @Test
    void theFirstReadingMustSucceed() throws IOException {
        Path missing = certificates.resolveSibling("missing.pem");

        assertThatThrownBy(() -> Identity.reloading(missing, key)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> Identity.reloading(missing, TestPki.PASSWORD))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing.pem");
        Files.copy(PKI.client().keyPem(), key, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Identity.reloading(certificates, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not belong");
        assertThat(Identity.of(PKI.serverEc().key(), PKI.serverEc().chain()))
                .hasToString("Identity[Credential[CN=localhost]]");
    }

    @Test
    void aKeyWithoutCertificateIsNoIdentity() {
        assertThatThrownBy(() -> Identity.of(PKI.serverEc().key(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .isNotInstanceOf(SSLException.class);
    }
}
