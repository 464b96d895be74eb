package dev.reprise.interop.ftps;

import static dev.reprise.interop.ftps.Ftps.logIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.Reprise;
import dev.reprise.interop.ftps.FtpDaemon.Encryption;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which session a data connection goes on from, and what happens where there is none. */
@Timeout(120)
class FtpsSessionsTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> versions() {
        return FtpsTransfersTest.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void socketsOfOnesOwnResumeTheControlConnectionTimeAndAgain(FtpDaemonProgram program, String version)
            throws Exception {
        program.require();
        SSLContext reprise = Ftps.reprise(version).build();
        try (FtpDaemon server = program.start(folder, Encryption.EXPLICIT);
                FtpDialog dialog = new FtpDialog(reprise, server.port(), "anonymous")) {
            DataConnections connections = new DataConnections(reprise, dialog.control());
            for (int i = 0; i < 5; i++) {
                // By address: the session keeps the name that the control connection asked for and verified.
                try (SSLSocket data = connections.open("127.0.0.1", dialog.passive())) {
                    assertThat(download(dialog, data)).isEqualTo("hello");
                    Resumption how = Reprise.resumption(data);
                    assertThat(how.resumed()).isTrue();
                    assertThat(how.isResumptionOf(Reprise.resumption(dialog.control())))
                            .isTrue();
                }
            }
            assertThat(server.dataConnections()).containsExactly(true, true, true, true, true);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void anExpiredSessionFailsBeforeAByteLeaves(FtpDaemonProgram program, String version) throws Exception {
        program.require();
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        SSLContext reprise = Ftps.reprise(version).clock(now::get).build();
        try (FtpDaemon server = program.start(folder, Encryption.EXPLICIT)) {
            FTPSClient client = logIn(new ResumingFtpsClient(false, reprise), server.port());
            assertThat(Ftps.retrieve(client, "greeting.txt")).asString().isEqualTo("hello");
            now.updateAndGet(instant -> instant.plus(Duration.ofDays(8)));

            assertThatThrownBy(() -> client.retrieveFileStream("greeting.txt"))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining(Reason.EXPIRED.word());
            assertThat(server.dataConnections()).containsExactly(true);
            if (program == FtpDaemonProgram.PROFTPD) { // vsftpd answers in the clear then, and all is lost
                assertThat(client.getReply()).as(client::getReplyString).isGreaterThanOrEqualTo(400);
                assertThat(client.sendNoOp()).isTrue();
            }
            client.disconnect();
        }
    }

    private static String download(FtpDialog dialog, SSLSocket data) throws IOException {
        dialog.command("RETR greeting.txt");
        dialog.expect(150);
        String content = new String(data.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        data.close();
        dialog.expect(226);
        return content;
    }
}
