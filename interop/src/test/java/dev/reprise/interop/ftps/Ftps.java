package dev.reprise.interop.ftps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.ClientBuilder;
import dev.reprise.Reprise;
import dev.reprise.interop.Certificates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPSClient;

/** What the tests do with Apache Commons Net's client. */
final class Ftps {
    /** Only keeps a server that hangs from hanging the build. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Ftps() {}

    static ClientBuilder reprise(String... versions) throws IOException {
        return Reprise.client().trust(Certificates.authority()).versions(versions);
    }

    /** The JDK's own provider, trusting the same. */
    static SSLContext jdk() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream file = Files.newInputStream(Certificates.authority())) {
            trusted.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    /** Connects, logs in, and asks for encrypted data connections. */
    static <C extends FTPSClient> C logIn(C client, int port) throws IOException {
        return logIn(client, port, "anonymous");
    }

    static <C extends FTPSClient> C logIn(C client, int port, String user) throws IOException {
        client.setDefaultTimeout((int) LIMIT.toMillis());
        client.setDataTimeout(LIMIT);
        client.connect("localhost", port);
        assertThat(client.login(user, "secret")).as(client::getReplyString).isTrue();
        client.enterLocalPassiveMode();
        client.execPBSZ(0);
        client.execPROT("P");
        assertThat(client.setFileType(FTP.BINARY_FILE_TYPE))
                .as(client::getReplyString)
                .isTrue();
        return client;
    }

    static void store(FTPSClient client, String file, byte[] content) throws IOException {
        assertThat(client.storeFile(file, new ByteArrayInputStream(content)))
                .as(client::getReplyString)
                .isTrue();
    }

    static byte[] retrieve(FTPSClient client, String file) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        assertThat(client.retrieveFile(file, content))
                .as(client::getReplyString)
                .isTrue();
        return content.toByteArray();
    }
}
