package dev.reprise.examples.springboot;

import dev.reprise.HandshakeListener;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.restclient.autoconfigure.RestClientSsl;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * {@code Main FOLDER PORT}: a server that says hello, and that is its own client at {@code /ask}. All that it says of Reprise stands in {@code application.yaml}
 * but one bean, which prints how each handshake came about. The folder has {@code server.p12} and {@code secret}.
 */
@SpringBootApplication
@RestController
public class Main {
    private final RestClient.Builder clients;
    private final RestClientSsl ssl;
    private int port;

    public Main(RestClient.Builder clients, RestClientSsl ssl) {
        this.clients = clients;
        this.ssl = ssl;
    }

    public static void main(String[] arguments) {
        SpringApplication.run(Main.class, "--folder=" + arguments[0], "--server.port=" + arguments[1]);
    }

    @EventListener
    void listens(WebServerInitializedEvent event) {
        port = event.getWebServer().getPort();
        System.out.println("https://localhost:" + port + "/");
    }

    @GetMapping("/")
    String hello() {
        return "hello\n";
    }

    /** Asks itself, by a new connection each time. */
    @GetMapping("/ask")
    String ask() {
        return clients.clone()
                .apply(ssl.fromBundle("client"))
                .build()
                .get()
                .uri("https://localhost:" + port + "/")
                .retrieve()
                .body(String.class);
    }

    @Bean
    HandshakeListener printing() {
        return handshake -> System.out.println(
                (handshake.client() ? "client " : "server ") + handshake.protocol() + " " + handshake.resumption());
    }
}
