package dev.reprise.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.FleetSecret;
import dev.reprise.HandshakeEvent;
import dev.reprise.HandshakeListener;
import dev.reprise.session.Reason;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The example does what it says. */
class MainTest {
    @TempDir
    private Path folder;

    private void makeAKeyStore() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        folder.resolve("server.p12").toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "example")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
    }

    private static Reason visit(ConfigurableApplicationContext application) throws InterruptedException {
        assertThat(application.getBean(Main.class).ask()).isEqualTo("hello\n");
        return application.getBean(Told.class).served.poll(60, TimeUnit.SECONDS);
    }

    @Test
    void resumesItself() throws Exception {
        makeAKeyStore();
        FleetSecret.writeNew(folder.resolve("secret"));
        SpringApplication example = new SpringApplication(Main.class, Listening.class);
        try (ConfigurableApplicationContext application = example.run("--folder=" + folder, "--server.port=0")) {
            assertThat(visit(application)).isEqualTo(Reason.NO_SESSION_OFFERED);
            assertThat(visit(application)).isEqualTo(Reason.RESUMED);
        }
    }

    /** Besides the one that prints. */
    @Configuration
    static class Listening {
        @Bean
        Told told() {
            return new Told();
        }
    }

    /** What the server was told. */
    static final class Told implements HandshakeListener {
        private final BlockingQueue<Reason> served = new LinkedBlockingQueue<>();

        @Override
        public void handshake(HandshakeEvent event) {
            if (!event.client()) {
                served.add(event.reason());
            }
        }
    }
}
