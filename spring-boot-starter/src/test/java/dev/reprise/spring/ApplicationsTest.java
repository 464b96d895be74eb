package dev.reprise.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.FleetSecret;
import dev.reprise.HandshakeEvent;
import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Applications behind one port, on Tomcat, on Jetty and on Netty, with one secret: a client of one is known to all. Those that ask do so in HTTP/2.
 */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationsTest {
    private final Certificates certificates = new Certificates();

    @TempDir
    private Path folder;

    private void install(Certificates.Identity identity) throws Exception {
        identity.writeTo(folder.resolve("web.pem"));
    }

    /** The certificate that a client sees that comes for the first time. */
    private Certificate shownBy(Shop shop) throws Exception {
        return shownBy(shop, "localhost");
    }

    private Certificate shownBy(Shop shop, String name) throws Exception {
        Socket plain = new Socket("127.0.0.1", shop.port());
        try (SSLSocket socket = (SSLSocket) Reprise.client()
                .trust(folder.resolve("ca.pem"))
                .endpointIdentification("")
                .sessions(SessionStores.clientMemory())
                .build()
                .getSocketFactory()
                .createSocket(plain, name, shop.port(), true)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static void full(Shop shop) throws InterruptedException {
        assertThat(shop.served().reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
    }

    private static void resumed(Shop shop) throws InterruptedException {
        HandshakeEvent served = shop.served();
        assertThat(served.mechanism()).isEqualTo(Mechanism.PSK_STATELESS);
        assertThat(served.applicationProtocol()).isEqualTo("h2");
    }

    private static double count(Shop shop, String side, String outcome, String reason) {
        return shop.bean(MeterRegistry.class)
                .get("reprise.handshakes")
                .tags("side", side, "outcome", outcome, "reason", reason)
                .timer()
                .count();
    }

    @Test
    void resumeEachOthersSessionsAlsoAfterABundleWasLoadedAgain(CapturedOutput output) throws Exception {
        FleetSecret.writeNew(folder.resolve("secret"));
        certificates.writeAuthorityTo(folder.resolve("ca.pem"));
        Certificates.Identity first = certificates.localhost();
        install(first);
        try (Balancer balancer = new Balancer();
                Shop tomcat = Shop.open(Shop.Server.TOMCAT, folder);
                Shop jetty = Shop.open(Shop.Server.JETTY, folder);
                Shop netty = Shop.open(Shop.Server.NETTY, folder)) {
            balancer.to(tomcat.port());
            assertThat(tomcat.ask(balancer.port())).isEqualTo("hello");
            full(tomcat);
            for (Shop other : List.of(jetty, netty)) {
                balancer.to(other.port());
                assertThat(jetty.ask(balancer.port())).isEqualTo("hello");
                resumed(other);
            }

            List<CountDownLatch> reloads = new ArrayList<>();
            for (Shop reloading : List.of(tomcat, netty)) {
                reloads.add(reloading.reload());
                assertThat(shownBy(reloading)).isEqualTo(first.certificate());
                full(reloading);
            }
            Certificates.Identity renewed = certificates.localhost();
            install(renewed);
            for (CountDownLatch reloaded : reloads) {
                assertThat(reloaded.await(60, TimeUnit.SECONDS)).isTrue();
            }
            for (Shop reloaded : List.of(tomcat, netty)) {
                assertThat(shownBy(reloaded)).isEqualTo(renewed.certificate());
                full(reloaded);
                balancer.to(reloaded.port());
                assertThat(jetty.ask(balancer.port())).isEqualTo("hello");
                resumed(reloaded);
            }

            assertThat(count(tomcat, "server", "full", "no_session_offered")).isEqualTo(3);
            assertThat(count(tomcat, "server", "resumed", "resumed")).isOne();
            assertThat(count(tomcat, "client", "full", "no_session_offered")).isOne();
            assertThat(count(jetty, "client", "resumed", "resumed")).isEqualTo(4);
            assertThat(output).contains("dev.reprise.handshake").doesNotContain(" WARN ");
            assertThat(tomcat.hasServedMore() || jetty.hasServedMore() || netty.hasServedMore())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "NETTY"})
    void refuseTheClientsOfAnAuthorityThatAReloadRemoved(Shop.Server server) throws Exception {
        FleetSecret.writeNew(folder.resolve("secret"));
        certificates.writeAuthorityTo(folder.resolve("ca.pem"));
        install(certificates.localhost());
        Certificates strangers = new Certificates();
        strangers.writeAuthorityTo(folder.resolve("clients.pem"));
        try (Shop shop = Shop.openForClients(server, folder)) {
            SSLContext stranger = client(strangers);
            assertThat(kind(stranger, shop)).isEqualTo(Resumption.Kind.FULL);
            full(shop);
            assertThat(kind(stranger, shop)).isEqualTo(Resumption.Kind.RESUMED);
            assertThat(shop.served().reason()).isEqualTo(Reason.RESUMED);

            CountDownLatch reloaded = shop.reload();
            certificates.writeAuthorityTo(folder.resolve("clients.pem"));
            assertThat(reloaded.await(60, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> kind(stranger, shop)).isInstanceOf(IOException.class);
            assertThat(shop.served().failure()).isNotNull();
            assertThat(kind(client(certificates), shop)).isEqualTo(Resumption.Kind.FULL);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "NETTY"})
    void serveNamesByBundlesOfTheirOwn(Shop.Server server) throws Exception {
        FleetSecret.writeNew(folder.resolve("secret"));
        certificates.writeAuthorityTo(folder.resolve("ca.pem"));
        Certificates.Identity named = certificates.localhost();
        install(named);
        Certificates.Identity others = certificates.localhost();
        others.writeTo(folder.resolve("others.pem"), folder.resolve("others-key.pem"));
        try (Shop shop = Shop.openForNames(server, folder)) {
            for (String name : List.of("localhost", "LocalHost", "a.shop.example")) {
                assertThat(shownBy(shop, name)).as(name).isEqualTo(named.certificate());
                full(shop);
            }
            for (String name : List.of("127.0.0.1", "another.example")) {
                assertThat(shownBy(shop, name)).as(name).isEqualTo(others.certificate());
                full(shop);
            }
        }
    }

    /** One that the authority of these certified. */
    private SSLContext client(Certificates authority) throws Exception {
        Path certificate = folder.resolve("client.pem");
        Path key = folder.resolve("client-key.pem");
        authority.localhost().writeTo(certificate, key);
        return Reprise.client()
                .trust(folder.resolve("ca.pem"))
                .identity(certificate, key)
                .sessions(SessionStores.clientMemory())
                .build();
    }

    /** How a connection came about, that the server has answered a request on. */
    private static Resumption.Kind kind(SSLContext client, Shop shop) throws Exception {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", shop.port())) {
            String request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.US_ASCII)).contains("HTTP/1.1 200", "hello");
            return Reprise.resumption(socket).kind();
        }
    }
}
