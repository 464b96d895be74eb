package dev.reprise.interop;

import dev.reprise.ClientAuth;
import dev.reprise.Identity;
import dev.reprise.Reprise;
import dev.reprise.jsse.RepriseProvider;
import dev.reprise.session.Resumption;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509KeyManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Handshakes with keys that are made in a PKCS #11 token and never leave it. A process of its own, since the token's library reads its configuration
 * from the environment: the arguments are the library and the token's PIN; a line for each handshake goes to the standard output.
 */
final class DeviceKeys {
    private final Provider token;
    private final KeyStore store;
    private final char[] pin;
    private final KeyPair authorityKey;
    private final X509Certificate authority;

    private DeviceKeys(Provider token, KeyStore store, char[] pin) throws Exception {
        this.token = token;
        this.store = store;
        this.pin = pin;
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        authorityKey = generator.generateKeyPair();
        authority = certificate("authority", authorityKey, true);
    }

    public static void main(String[] arguments) throws Exception {
        Path configuration = Files.createTempFile("token", ".cfg");
        Files.writeString(configuration, """
                name = Token
                library = %s
                slotListIndex = 0
                attributes(generate, CKO_PRIVATE_KEY, *) = {
                  CKA_SENSITIVE = true
                  CKA_EXTRACTABLE = false
                  CKA_SIGN = true
                }
                """.formatted(arguments[0]));
        Provider token = Security.getProvider("SunPKCS11").configure(configuration.toString());
        Files.delete(configuration);
        Security.addProvider(token);
        char[] pin = arguments[1].toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS11", token);
        store.load(null, pin);
        DeviceKeys keys = new DeviceKeys(token, store, pin);
        keys.make("EC", "secp256r1");
        keys.make("EC", "secp384r1");
        keys.make("RSA", "2048");
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            keys.talkWithEach(version);
            keys.talkThroughTheKeyManager(version);
        }
        keys.talkByProperties();
        System.exit(0); // the token's provider keeps a thread
    }

    private void make(String algorithm, String parameter) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, token);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec(parameter));
        } else {
            generator.initialize(Integer.parseInt(parameter));
        }
        KeyPair pair = generator.generateKeyPair();
        if (pair.getPrivate().getEncoded() != null) {
            throw new AssertionError("the key can be read: that shows nothing");
        }
        store.setKeyEntry(parameter, pair.getPrivate(), pin, new Certificate[] {certificate("localhost", pair, false)});
    }

    private X509Certificate certificate(String name, KeyPair pair, boolean root) throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Principal("CN=authority"),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(Instant.now().minus(Duration.ofHours(1))),
                Date.from(Instant.now().plus(Duration.ofDays(1))),
                new X500Principal("CN=" + name),
                pair.getPublic());
        if (root) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        } else {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate())));
    }

    private KeyStore trust() throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("authority", authority);
        return trust;
    }

    /** Server and client both authenticate with the token's key. */
    private void talkWithEach(String version) throws Exception {
        for (String alias : List.of("secp256r1", "secp384r1", "2048")) {
            PrivateKey key = (PrivateKey) store.getKey(alias, pin);
            Identity identity = Identity.of(key, List.of((X509Certificate) store.getCertificate(alias)));
            SSLContext server = Reprise.server()
                    .versions(version)
                    .identity(identity)
                    .trust(trust())
                    .clientAuth(ClientAuth.NEED)
                    .build();
            SSLContext client = Reprise.client()
                    .versions(version)
                    .identity(identity)
                    .trust(trust())
                    .build();
            report(alias, talk(client, server));
        }
    }

    private void talkThroughTheKeyManager(String version) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, pin);
        for (KeyManager manager : factory.getKeyManagers()) {
            SSLContext server = Reprise.server()
                    .versions(version)
                    .identity((X509KeyManager) manager)
                    .build();
            report(
                    "key manager",
                    talk(Reprise.client().versions(version).trust(trust()).build(), server));
        }
    }

    /** JSSE's properties for the default context, where NONE is a store that is no file. */
    private void talkByProperties() throws Exception {
        System.setProperty("javax.net.ssl.keyStore", "NONE");
        System.setProperty("javax.net.ssl.keyStoreType", "PKCS11");
        System.setProperty("javax.net.ssl.keyStoreProvider", token.getName());
        System.setProperty("javax.net.ssl.keyStorePassword", new String(pin));
        System.setProperty("dev.reprise.default", "true");
        SSLContext server = SSLContext.getInstance("Default", new RepriseProvider());
        report("properties", talk(Reprise.client().trust(trust()).build(), server));
    }

    /** Two connections: the one in full, the other resumed. */
    private static List<String> talk(SSLContext client, SSLContext server) throws Exception {
        List<String> seen = new ArrayList<>();
        try (SSLServerSocket listener = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2; i++) {
                FutureTask<Void> serving = new FutureTask<>(() -> {
                    try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                        InputStream in = accepted.getInputStream();
                        accepted.getOutputStream().write(in.read());
                    }
                    return null;
                });
                new Thread(serving).start();
                try (SSLSocket socket =
                        (SSLSocket) client.getSocketFactory().createSocket("localhost", listener.getLocalPort())) {
                    socket.getOutputStream().write(7);
                    if (socket.getInputStream().read() != 7) {
                        throw new AssertionError("another byte came back");
                    }
                    Resumption how = Reprise.resumption(socket);
                    X509Certificate shown =
                            (X509Certificate) socket.getSession().getPeerCertificates()[0];
                    seen.add(socket.getSession().getProtocol() + " "
                            + shown.getPublicKey().getAlgorithm() + " " + how.kind());
                }
                serving.get();
            }
        }
        return seen;
    }

    private static void report(String what, List<String> seen) {
        seen.forEach(line -> System.out.println(what + ": " + line));
    }
}
