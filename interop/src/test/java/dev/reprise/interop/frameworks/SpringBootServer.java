package dev.reprise.interop.frameworks;

import dev.reprise.jsse.RepriseProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Security;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Spring Boot by configuration alone: an SSL bundle of PEM files, the provider registered in the JVM, the rest by {@code dev.reprise.*}. On Tomcat the
 * bundle's protocol is {@code Reprise}; on Netty no bundle's protocol says anything, and the provider comes first. It reloads by itself when the
 * files change.
 */
final class SpringBootServer implements FrameworkServer {
    private static final long LIMIT_SECONDS = 60;
    private static final String BUNDLE = "spring.ssl.bundle.pem.web.";

    private final String application;
    private final int place;
    private @Nullable Path files;
    private @Nullable WebServerApplicationContext context;

    /**
     * @param application the kind whose web server it is
     * @param place of the provider in the JVM's list
     */
    private SpringBootServer(String application, int place) {
        this.application = application;
        this.place = place;
    }

    static SpringBootServer onTomcat() {
        return new SpringBootServer("servlet", Security.getProviders().length + 1);
    }

    static SpringBootServer onNetty() {
        return new SpringBootServer("reactive", 1);
    }

    @Override
    public int start(NodeOptions options) throws IOException {
        Security.insertProviderAt(new RepriseProvider(), place);
        System.setProperty("dev.reprise.ticketKeys", "derive:" + options.secret());
        files = Files.createTempDirectory("spring-boot");
        replace(options);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("spring.main.web-application-type", application);
        properties.put(
                "spring.autoconfigure.exclude",
                "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration");
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", 0);
        properties.put("server.http2.enabled", true);
        properties.put("server.ssl.bundle", "web");
        properties.put("server.ssl.client-auth", options.needsClients() ? "need" : "none");
        properties.put(BUNDLE + "options.enabled-protocols", "TLSv1.3,TLSv1.2");
        properties.put(BUNDLE + "protocol", "Reprise");
        properties.put(BUNDLE + "reload-on-update", true);
        properties.put(BUNDLE + "keystore.certificate", file("certificate.pem").toString());
        properties.put(BUNDLE + "keystore.private-key", file("key.pem").toString());
        if (options.needsClients()) {
            properties.put(
                    BUNDLE + "truststore.certificate", file("client-ca.pem").toString());
        }
        properties.put("spring.ssl.bundle.watch.file.quiet-period", "100ms");
        properties.put("spring.main.banner-mode", "off");
        properties.put("logging.level.root", "warn");
        SpringApplication application = new SpringApplication(Hello.class);
        application.setDefaultProperties(properties);
        context = (WebServerApplicationContext) application.run();
        return Objects.requireNonNull(context.getWebServer()).getPort();
    }

    @Override
    public void reload(NodeOptions options) throws IOException, InterruptedException {
        CountDownLatch updated = new CountDownLatch(1);
        // Asked after the web server's own handler, which was there before.
        Objects.requireNonNull(context)
                .getBean(SslBundles.class)
                .addBundleUpdateHandler("web", bundle -> updated.countDown());
        replace(options);
        if (!updated.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Spring Boot has not noticed that its files changed");
        }
    }

    /** Each file is whole at any time; the pause before Spring Boot reads them is longer than this takes. */
    private void replace(NodeOptions options) throws IOException {
        put(options.key(), "key.pem");
        put(options.certificate(), "certificate.pem");
        Path clientCa = options.clientCa();
        if (clientCa != null) {
            put(clientCa, "client-ca.pem");
        }
    }

    private void put(Path from, String name) throws IOException {
        Path made = Files.copy(from, file(name + ".new"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(made, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file(String name) {
        return Objects.requireNonNull(files, "started").resolve(name);
    }

    /** The whole application. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    public static class Hello {
        /** The answer to any request. */
        @GetMapping("/")
        public String hello() {
            return ANSWER;
        }
    }
}
