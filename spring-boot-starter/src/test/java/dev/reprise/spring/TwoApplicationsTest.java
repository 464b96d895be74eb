package dev.reprise.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.FleetSecret;
import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Two applications behind one port, on Tomcat and on Jetty, with one secret: a client of either is known to both. */
@ExtendWith(OutputCaptureExtension.class)
class TwoApplicationsTest {
    private final Certificates certificates = new Certificates();

    @TempDir
    private Path folder;

    private void install(Certificates.Identity identity) throws Exception {
        identity.writeTo(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    }

    /** The certificate that a client sees that comes for the first time. */
    private Certificate shownBy(Shop shop) throws Exception {
        try (SSLSocket socket = (SSLSocket) Reprise.client()
                .trust(folder.resolve("ca.pem"))
                .sessions(SessionStores.clientMemory())
                .build()
                .getSocketFactory()
                .createSocket("localhost", shop.port())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static void full(Shop shop) throws InterruptedException {
        assertThat(shop.served().reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
    }

    private static void resumed(Shop shop) throws InterruptedException {
        assertThat(shop.served().mechanism()).isEqualTo(Mechanism.PSK_STATELESS);
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
                Shop jetty = Shop.open(Shop.Server.JETTY, folder)) {
            balancer.to(tomcat.port());
            assertThat(tomcat.ask(balancer.port())).isEqualTo("hello");
            full(tomcat);

            balancer.to(jetty.port());
            assertThat(jetty.ask(balancer.port())).isEqualTo("hello");
            resumed(jetty);

            Certificates.Identity renewed = certificates.localhost();
            CountDownLatch reloaded = tomcat.reload();
            assertThat(shownBy(tomcat)).isEqualTo(first.certificate());
            full(tomcat);
            install(renewed);
            assertThat(reloaded.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shownBy(tomcat)).isEqualTo(renewed.certificate());
            full(tomcat);
            balancer.to(tomcat.port());
            assertThat(jetty.ask(balancer.port())).isEqualTo("hello");
            resumed(tomcat);

            assertThat(count(tomcat, "server", "full", "no_session_offered")).isEqualTo(3);
            assertThat(count(tomcat, "server", "resumed", "resumed")).isOne();
            assertThat(count(tomcat, "client", "full", "no_session_offered")).isOne();
            assertThat(count(jetty, "client", "resumed", "resumed")).isEqualTo(2);
            assertThat(output).contains("dev.reprise.handshake").doesNotContain(" WARN ");
            assertThat(tomcat.hasServedMore() || jetty.hasServedMore()).isFalse();
        }
    }
}
