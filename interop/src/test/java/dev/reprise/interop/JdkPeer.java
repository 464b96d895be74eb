package dev.reprise.interop;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS client or server on the JDK's own provider, or on Conscrypt's, that reports each connection as a JSON line. Runs in a JVM of its
 * own, with nothing on its class path but this class and, if that is to be used, Conscrypt.
 */
final class JdkPeer {
    /** Whether another provider, which is on the class path then, takes the place of the JDK's. */
    private static final boolean CONSCRYPT = Boolean.getBoolean("interop.conscrypt");

    private final Map<String, String> options;
    private final SSLContext context;

    private JdkPeer(Map<String, String> options) throws GeneralSecurityException, IOException {
        this.options = options;
        context = SSLContext.getInstance("TLS", provider());
        context.init(keyManagers(), trustManagers(), null);
    }

    /** The JDK's own, unless {@link #CONSCRYPT} is to be used. */
    private static Provider provider() throws GeneralSecurityException {
        if (!CONSCRYPT) {
            return Security.getProvider("SunJSSE");
        }
        try {
            return (Provider) Class.forName("org.conscrypt.OpenSSLProvider")
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new GeneralSecurityException("Conscrypt does not start", e);
        }
    }

    /** The JDK has a system property for it, Conscrypt a call: it takes and gives none unless told to. */
    private void chooseTickets(SSLSocket socket) throws IOException {
        if (CONSCRYPT) {
            try {
                Class.forName("org.conscrypt.Conscrypt")
                        .getMethod("setUseSessionTickets", SSLSocket.class, boolean.class)
                        .invoke(null, socket, !"no".equals(options.get("tickets")));
            } catch (ReflectiveOperationException e) {
                throw new IOException("Conscrypt takes no word about tickets", e);
            }
        }
    }

    /** {@code client} or {@code server}, then {@code --name value} pairs as the other programs take them. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        String groups = options.get("groups");
        if (groups != null) {
            System.setProperty("jdk.tls.namedGroups", groups);
        }
        if ("no".equals(options.get("tickets"))) {
            System.setProperty("jdk.tls.client.enableSessionTicketExtension", "false");
        }
        try {
            JdkPeer peer = new JdkPeer(options);
            if (arguments[0].equals("client")) {
                peer.connect();
            } else {
                peer.serve();
            }
        } catch (IOException | GeneralSecurityException e) {
            failed(e);
            System.exit(1);
        }
    }

    private void connect() throws IOException {
        int port = Integer.parseInt(option("port"));
        for (int left = Integer.parseInt(option("connections")); left > 0; left--) {
            long before = nextMillisecond();
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, option("name"), port, true)) {
                SSLParameters parameters = parameters(socket.getSSLParameters());
                parameters.setServerNames(List.of(new SNIHostName(option("name"))));
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                chooseTickets(socket);
                socket.startHandshake();
                String request = "GET / HTTP/1.1\r\nHost: " + option("name") + "\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
                describe(socket, before);
            }
        }
    }

    private void serve() throws IOException {
        try (SSLServerSocket listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            SSLParameters parameters = parameters(listener.getSSLParameters());
            if (options.containsKey("ca")) {
                parameters.setNeedClientAuth(true);
            }
            listener.setSSLParameters(parameters);
            System.out.println("{\"event\":\"listening\",\"port\":" + listener.getLocalPort() + "}");
            while (true) {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    // Conscrypt's sockets take no application protocols from their listener.
                    socket.setSSLParameters(parameters);
                    answer(socket, nextMillisecond());
                } catch (IOException e) {
                    failed(e);
                }
            }
        }
    }

    private void answer(SSLSocket socket, long before) throws IOException {
        chooseTickets(socket);
        socket.startHandshake();
        describe(socket, before);
        InputStream in = socket.getInputStream();
        int newlines = 0;
        while (newlines < 2) {
            int b = in.read();
            if (b < 0) {
                return;
            }
            newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
        }
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    /** A time before which every session was made that exists now. */
    private static long nextMillisecond() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() == now) {
            Thread.onSpinWait();
        }
        return now + 1;
    }

    private SSLParameters parameters(SSLParameters parameters) {
        parameters.setProtocols(new String[] {option("protocol")});
        String suites = options.get("suites");
        if (suites != null) {
            parameters.setCipherSuites(suites.split(","));
        }
        String alpn = options.get("alpn");
        if (alpn != null) {
            parameters.setApplicationProtocols(alpn.split(","));
        }
        return parameters;
    }

    private static void describe(SSLSocket socket, long before) {
        SSLSession session = socket.getSession();
        System.out.println("{\"event\":\"connection\",\"resumed\":" + resumed(session, before)
                + ",\"protocol\":" + quoted(session.getProtocol())
                + ",\"cipher\":" + quoted(session.getCipherSuite())
                + ",\"group\":null"
                + ",\"alpn\":" + quoted(socket.getApplicationProtocol())
                + ",\"peer\":" + quoted(subject(session)) + "}");
    }

    /**
     * JSSE does not say. A session that the JDK resumes keeps its creation time; Conscrypt's does not, but without a full
     * handshake its trust manager is not asked, on a client at least: its servers are judged from outside.
     */
    private static boolean resumed(SSLSession session, long before) {
        return CONSCRYPT ? !ConscryptTrust.wasAsked() : session.getCreationTime() < before;
    }

    private static @Nullable String subject(SSLSession session) {
        try {
            return ((X509Certificate) session.getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private static void failed(Exception e) {
        System.out.println("{\"event\":\"failed\",\"error\":" + quoted(e.toString()) + "}");
    }

    private static String quoted(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "null";
        }
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private String option(String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }

    private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
        if (!options.containsKey("cert")) {
            return null;
        }
        char[] password = "password".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", key(), password, certificates(option("cert")));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
        if (!options.containsKey("ca")) {
            return null;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", certificates(option("ca"))[0]);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        TrustManager jdk = factory.getTrustManagers()[0];
        return new TrustManager[] {CONSCRYPT ? new ConscryptTrust((X509ExtendedTrustManager) jdk) : jdk};
    }

    private static Certificate[] certificates(String file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(new Certificate[0]);
        }
    }

    private PrivateKey key() throws GeneralSecurityException, IOException {
        String pem = Files.readString(Path.of(option("key")));
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // Another kind of key; the next algorithm may know it.
            }
        }
        throw new InvalidKeySpecException("No EC, RSA or Ed25519 key: " + option("key"));
    }
}
