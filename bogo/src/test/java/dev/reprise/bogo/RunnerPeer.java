package dev.reprise.bogo;

import dev.reprise.jsse.RepriseProvider;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Plays the runner's part with JSSE: waits for the shim to connect, reads the number of the test, handshakes, sends bytes and looks
 * at what comes back.
 */
final class RunnerPeer implements AutoCloseable {
    private static final byte[] QUESTION = {0, 1, 2, 0x7f, (byte) 0x80, (byte) 0xff};
    private static final int PATIENCE_MILLIS = 60_000;
    private static final char[] PASSWORD = "password".toCharArray();

    private final ServerSocket listening = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
    private final KeyStore keys;
    private final Path chainFile;
    private final Path keyFile;

    RunnerPeer(Path folder) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        Instant now = Instant.now();
        X500Principal name = new X500Principal("CN=localhost");
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofHours(1))),
                name,
                pair.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        chainFile = pem(folder, "CERTIFICATE", certificate.getEncoded());
        keyFile = pem(folder, "PRIVATE KEY", pair.getPrivate().getEncoded());
        keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("key", pair.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
        keys.setCertificateEntry("anchor", certificate);
        listening.setSoTimeout(PATIENCE_MILLIS);
    }

    private static Path pem(Path folder, String label, byte[] content) throws IOException {
        return Files.writeString(
                Files.createTempFile(folder, "test", ".pem"),
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + label + "-----\n");
    }

    /** Keys and trust of the JDK's TLS, which know no session yet. */
    SSLContext newContext() {
        return newContext(Security.getProvider("SunJSSE"));
    }

    /** Of this library: the JDK's client does not know a server again that connects from another port each time. */
    SSLContext newReprise() {
        return newContext(new RepriseProvider());
    }

    private SSLContext newContext(Provider provider) {
        try {
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("SunX509");
            keyManagers.init(keys, PASSWORD);
            TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
            trustManagers.init(keys);
            SSLContext context = SSLContext.getInstance("TLS", provider);
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The command line of a test with this number, and more flags. */
    List<String> flags(int test, String... more) {
        List<String> flags = new ArrayList<>(
                List.of("-port", String.valueOf(listening.getLocalPort()), "-shim-id", String.valueOf(test)));
        flags.addAll(Arrays.asList(more));
        return flags;
    }

    String[] credential() {
        return new String[] {"-cert-file", chainFile.toString(), "-key-file", keyFile.toString()};
    }

    /** What one connection came to. */
    record Talk(long test, byte[] answer, String protocol, String applicationProtocol) {
        boolean isXorOfTheQuestion() {
            byte[] expected = QUESTION.clone();
            for (int i = 0; i < expected.length; i++) {
                expected[i] ^= (byte) 0xff;
            }
            return Arrays.equals(expected, answer);
        }
    }

    /** Talks to the next shims that come, one after the other. */
    CompletableFuture<List<Talk>> talk(
            int connections, boolean asClient, Supplier<SSLContext> contexts, String... protocols) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                List<Talk> talks = new ArrayList<>();
                for (int i = 0; i < connections; i++) {
                    talks.add(talkOnce(asClient, contexts.get(), protocols));
                }
                return talks;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Talk talkOnce(boolean asClient, SSLContext context, String... protocols) throws IOException {
        try (Socket raw = listening.accept()) {
            raw.setSoTimeout(PATIENCE_MILLIS);
            long test = Long.reverseBytes(new DataInputStream(raw.getInputStream()).readLong());
            try (SSLSocket socket = (SSLSocket)
                    context.getSocketFactory().createSocket(raw, "localhost", listening.getLocalPort(), true)) {
                socket.setUseClientMode(asClient);
                var parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(protocols);
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                socket.getOutputStream().write(QUESTION);
                InputStream in = socket.getInputStream();
                byte[] answer = in.readNBytes(QUESTION.length);
                return new Talk(test, answer, socket.getSession().getProtocol(), socket.getApplicationProtocol());
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
