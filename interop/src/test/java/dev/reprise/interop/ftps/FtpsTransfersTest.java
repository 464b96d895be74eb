package dev.reprise.interop.ftps;

import static dev.reprise.interop.ftps.Ftps.logIn;
import static dev.reprise.interop.ftps.Ftps.retrieve;
import static dev.reprise.interop.ftps.Ftps.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reprise.interop.ftps.FtpDaemon.Encryption;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Apache Commons Net's client on Reprise, at servers that refuse data connections which do not resume. */
@Timeout(300)
class FtpsTransfersTest {
    private static final int TRANSFERS = 200;

    @TempDir
    private Path folder;

    static Stream<Arguments> versions() {
        return Stream.of(FtpDaemonProgram.values())
                .flatMap(program -> Stream.of("TLSv1.2", "TLSv1.3").map(version -> Arguments.of(program, version)));
    }

    static Stream<Arguments> everyWay() {
        return versions()
                .flatMap(arguments -> Stream.of(Encryption.values())
                        .map(encryption ->
                                Arguments.of(arguments.get()[0], arguments.get()[1], encryption)));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void transfersGoThroughWhereThoseOfTheJdksProviderAreRefused(
            FtpDaemonProgram program, String version, Encryption encryption) throws Exception {
        program.require();
        boolean implicit = encryption == Encryption.IMPLICIT;
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        try (FtpDaemon server = program.start(folder, encryption)) {
            SSLContext reprise = Ftps.reprise(version).build();
            FTPSClient client = logIn(new ResumingFtpsClient(implicit, reprise), server.port());
            assertThat(client.listFiles()).extracting(FTPFile::getName).contains("greeting.txt", "up");
            store(client, "up/content", content);
            assertThat(retrieve(client, "up/content")).isEqualTo(content);
            client.disconnect();

            assertThat(Files.readAllBytes(FtpDaemon.uploads(folder).resolve("content")))
                    .isEqualTo(content);
            assertThat(server.dataConnections()).as(server::toString).containsExactly(true, true, true);
            assertThat(server.protocols()).containsExactly(version);

            FTPSClient onTheJdk = new FTPSClient(implicit, Ftps.jdk());
            onTheJdk.setEnabledProtocols(new String[] {version});
            logIn(onTheJdk, server.port());
            // TLS 1.3 has the client done before it hears of the refusal; the reply comes on the control connection.
            Throwable failed = catchThrowable(() -> onTheJdk.listFiles());
            if (failed != null || onTheJdk.getReplyCode() < 400) {
                onTheJdk.getReply();
            }

            assertThat(onTheJdk.getReplyCode()).as(server::toString).isEqualTo(server.refusal());
            onTheJdk.disconnect();
            assertThat(server.dataConnections()).as(server::toString).containsExactly(true, true, true, false);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void manyTransfersOfOneSessionAllResumeTheControlConnection(FtpDaemonProgram program, String version)
            throws Exception {
        program.require();
        try (FtpDaemon server = program.start(folder, Encryption.EXPLICIT)) {
            SSLContext reprise = Ftps.reprise(version).build();
            FTPSClient client = logIn(new ResumingFtpsClient(false, reprise), server.port());
            for (int i = 0; i < TRANSFERS; i += 2) {
                byte[] content = ("content " + i).getBytes(StandardCharsets.US_ASCII);
                store(client, "up/" + i, content);
                assertThat(retrieve(client, "up/" + i)).isEqualTo(content);
            }
            client.disconnect();

            assertThat(server.dataConnections()).isEqualTo(Collections.nCopies(TRANSFERS, true));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aSecondFtpSessionWhoseControlConnectionMayResumeTheFirstWorksToo(FtpDaemonProgram program, String version)
            throws Exception {
        program.require();
        try (FtpDaemon server = program.start(folder, Encryption.EXPLICIT)) {
            SSLContext reprise = Ftps.reprise(version).build();
            for (int i = 0; i < 3; i++) {
                FTPSClient client = logIn(new ResumingFtpsClient(false, reprise), server.port());
                assertThat(retrieve(client, "greeting.txt")).asString().isEqualTo("hello");
                assertThat(retrieve(client, "greeting.txt")).asString().isEqualTo("hello");
                client.disconnect();
            }
            assertThat(server.dataConnections()).isEqualTo(Collections.nCopies(6, true));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theServerMayConnectToTheClientToo(FtpDaemonProgram program, String version) throws Exception {
        program.require();
        try (FtpDaemon server = program.start(folder, Encryption.EXPLICIT)) {
            SSLContext reprise = Ftps.reprise(version).build();
            FTPSClient client = logIn(new ResumingFtpsClient(false, reprise), server.port());
            client.enterLocalActiveMode();
            store(client, "up/active", new byte[] {1, 2, 3});
            assertThat(retrieve(client, "up/active")).containsExactly(1, 2, 3);
            client.disconnect();

            assertThat(server.dataConnections()).containsExactly(true, true);
        }
    }
}
