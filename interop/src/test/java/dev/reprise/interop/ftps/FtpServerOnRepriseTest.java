package dev.reprise.interop.ftps;

import static dev.reprise.interop.ftps.Ftps.logIn;
import static dev.reprise.interop.ftps.Ftps.retrieve;
import static dev.reprise.interop.ftps.Ftps.store;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.SessionStores;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An FTP server in Java that asks of every data connection whether it goes on from its control connection. */
@Timeout(120)
class FtpServerOnRepriseTest {
    private static final byte[] REPORT = "for Alice alone".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private FtpServerOnReprise start() throws Exception {
        return new FtpServerOnReprise(folder, "alice", "mallory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void servesWhoResumesTheControlConnection(String version) throws Exception {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        try (FtpServerOnReprise server = start()) {
            SSLContext reprise = Ftps.reprise(version).build();
            FTPSClient client = logIn(new ResumingFtpsClient(false, reprise), server.port(), "alice");
            for (int i = 0; i < 10; i++) {
                store(client, "content" + i, content);
                assertThat(retrieve(client, "content" + i)).isEqualTo(content);
            }
            assertThat(client.listFiles()).extracting(FTPFile::getName).contains("content9");
            assertThat(Files.readAllBytes(folder.resolve("alice/content0"))).isEqualTo(content);
            client.disconnect();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesADataConnectionThatResumesNothing(String version) throws Exception {
        try (FtpServerOnReprise server = start()) {
            SSLContext reprise = Ftps.reprise(version).build();
            FTPSClient without = logIn(new FTPSClient(false, reprise), server.port(), "alice");
            refused(without);
            FTPSClient onTheJdk = new FTPSClient(false, Ftps.jdk());
            onTheJdk.setEnabledProtocols(new String[] {version});
            refused(logIn(onTheJdk, server.port(), "alice"));
            assertThat(folder.resolve("alice/upload"))
                    .satisfiesAnyOf(
                            file -> assertThat(file).doesNotExist(),
                            file -> assertThat(file).isEmptyFile());
        }
    }

    private static void refused(FTPSClient client) throws IOException {
        try {
            client.storeFile("upload", new ByteArrayInputStream(REPORT));
        } catch (IOException reset) {
            client.getReply();
        }
        assertThat(client.getReplyCode()).as(client::getReplyString).isEqualTo(425);
        client.logout(); // has the server say goodbye, for which the JDK's sockets wait
        client.disconnect();
    }

    /** Mallory has an account, and so sessions, of her own. She connects to the port that the server opened for Alice, before Alice does. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesAnotherClientAtAPortOpenedForTheFirst(String version) throws Exception {
        try (FtpServerOnReprise server = start()) {
            Files.write(folder.resolve("alice/report"), REPORT);
            SSLContext reprise = Ftps.reprise(version).build();
            SSLContext hers = Ftps.reprise(version)
                    .sessions(SessionStores.clientMemory()) // contexts of one process share theirs else
                    .build();
            try (FtpDialog alice = new FtpDialog(reprise, server.port(), "alice");
                    FtpDialog mallory = new FtpDialog(hers, server.port(), "mallory")) {
                int port = alice.passive();
                try (SSLSocket stealing = new DataConnections(hers, mallory.control()).open("127.0.0.1", port)) {
                    alice.command("RETR report");
                    alice.expect(150);
                    assertThat(received(stealing)).isEmpty();
                }
                alice.expect(425);

                try (SSLSocket data =
                        new DataConnections(reprise, alice.control()).open("127.0.0.1", alice.passive())) {
                    alice.command("RETR report");
                    alice.expect(150);
                    assertThat(received(data)).isEqualTo(REPORT);
                }
                alice.expect(226);
            }
        }
    }

    private static byte[] received(SSLSocket data) {
        try {
            return data.getInputStream().readAllBytes();
        } catch (IOException refused) {
            return new byte[0];
        }
    }
}
