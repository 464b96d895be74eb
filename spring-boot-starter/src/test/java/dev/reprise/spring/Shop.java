package dev.reprise.spring;

import dev.reprise.HandshakeEvent;
import dev.reprise.HandshakeListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientSsl;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** An application of Spring Boot that serves and asks, set up by properties alone. */
final class Shop implements AutoCloseable {
    /** The web servers, by the kind of application that is theirs. */
    enum Server {
        TOMCAT("servlet", "tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration"),
        JETTY("servlet", "jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration"),
        NETTY("reactive", "reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration");

        /** Both of which could serve a reactive application too. */
        private static final List<String> REACTIVE = List.of(
                "tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
                "jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration");

        private final String application;
        private final String configuration;

        Server(String application, String configuration) {
            this.application = application;
            this.configuration = configuration;
        }

        private String others() {
            return Stream.concat(Stream.of(values()).map(server -> server.configuration), REACTIVE.stream())
                    .filter(other -> !other.equals(configuration))
                    .map(other -> "org.springframework.boot." + other)
                    .collect(Collectors.joining(","));
        }
    }

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String WEB = "spring.ssl.bundle.pem.web.";

    private final ConfigurableApplicationContext context;

    private Shop(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** @param folder with web.pem (key and certificate, so that they change in one step), ca.pem, secret, and room for a client's sessions */
    static Shop open(Server server, Path folder) {
        return open(server, folder, Map.of());
    }

    /** The same for clients alone whose authority is in clients.pem. */
    static Shop openForClients(Server server, Path folder) {
        return open(
                server,
                folder,
                Map.of(
                        "server.ssl.client-auth",
                        "need",
                        WEB + "truststore.certificate",
                        folder.resolve("clients.pem").toString()));
    }

    /** The same where the server's own certificate is given without a bundle, and the names {@code localhost} and {@code *.shop.example} have the bundle {@code web}. */
    static Shop openForNames(Server server, Path folder) {
        return open(
                server,
                folder,
                Map.of(
                        "server.ssl.bundle",
                        "",
                        "server.ssl.certificate",
                        folder.resolve("others.pem").toString(),
                        "server.ssl.certificate-private-key",
                        folder.resolve("others-key.pem").toString(),
                        "server.ssl.server-name-bundles[0].server-name",
                        "localhost",
                        "server.ssl.server-name-bundles[0].bundle",
                        "web",
                        "server.ssl.server-name-bundles[1].server-name",
                        "*.shop.example",
                        "server.ssl.server-name-bundles[1].bundle",
                        "web"));
    }

    private static Shop open(Server server, Path folder, Map<String, Object> more) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("spring.main.web-application-type", server.application);
        properties.put("spring.autoconfigure.exclude", server.others());
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", 0);
        properties.put("server.http2.enabled", true);
        properties.put("server.ssl.bundle", "web");
        properties.put(WEB + "reload-on-update", true);
        properties.put(WEB + "keystore.certificate", folder.resolve("web.pem").toString());
        properties.put(WEB + "keystore.private-key", folder.resolve("web.pem").toString());
        properties.put("spring.ssl.bundle.watch.file.quiet-period", "100ms");
        properties.put(
                "spring.ssl.bundle.pem.api.truststore.certificate",
                folder.resolve("ca.pem").toString());
        properties.put("spring.http.clients.imperative.factory", "jdk");
        properties.put("reprise.secret-file", folder.resolve("secret").toString());
        properties.put("reprise.ticket-keys", "derive");
        properties.put("reprise.client-sessions", "dir:" + folder.resolve("sessions"));
        properties.put("spring.main.banner-mode", "off");
        properties.put("logging.level.root", "warn");
        properties.put("logging.level.dev.reprise.handshake", "debug");
        properties.putAll(more);
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(properties);
        return new Shop(application.run());
    }

    int port() {
        return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                .getPort();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** As a client, with a connection of its own. */
    String ask(int port) {
        return bean(RestClient.Builder.class)
                .clone()
                .apply(bean(RestClientSsl.class).fromBundle("api"))
                .build()
                .get()
                .uri("https://localhost:" + port + "/")
                .retrieve()
                .body(String.class);
    }

    /** What it is told next as a server. */
    HandshakeEvent served() throws InterruptedException {
        return Objects.requireNonNull(
                bean(Told.class).served.poll(LIMIT.toSeconds(), TimeUnit.SECONDS), "no handshake was told");
    }

    /** Whether a server's handshake waits to be looked at. */
    boolean hasServedMore() {
        return !bean(Told.class).served.isEmpty();
    }

    /** Told when its bundle has been loaded again. */
    CountDownLatch reload() {
        CountDownLatch updated = new CountDownLatch(1);
        // Asked after the web server's own handler, which was there before.
        bean(SslBundles.class).addBundleUpdateHandler("web", bundle -> updated.countDown());
        return updated;
    }

    @Override
    public void close() {
        context.close();
    }

    /** What was told. */
    static final class Told implements HandshakeListener {
        private final BlockingQueue<HandshakeEvent> served = new LinkedBlockingQueue<>();

        @Override
        public void handshake(HandshakeEvent event) {
            if (!event.client()) {
                served.add(event);
            }
        }
    }

    /** The whole application. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Application {
        @Bean
        Told told() {
            return new Told();
        }

        @GetMapping("/")
        String hello() {
            return "hello";
        }
    }
}
