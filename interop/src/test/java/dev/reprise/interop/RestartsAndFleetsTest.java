package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions that outlive the process that issued them, or are resumed by another, as real clients with saved sessions see it. */
class RestartsAndFleetsTest {
    @TempDir
    private Path directory;

    private Path secret;

    static List<ClientPeer> clients() {
        return Peers.clients(Ability.SAVED_SESSION).toList();
    }

    @BeforeEach
    void makeASecret() {
        secret = directory.resolve("secret");
        done(RepriseCli.run("keys", "new-secret", secret.toString()));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void resumesAfterARestartWithTheSameKeyFile(ClientPeer client) {
        Peers.require(client);
        Path keys = directory.resolve("keys");
        done(RepriseCli.run("keys", "new", keys.toString()));
        assertThat(acrossARestart(client, "--ticket-keys", "file:" + keys))
                .containsExactly(Way.FULL, Way.TLS13.resumedAtServe());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void makesAFullHandshakeAfterARestartWithKeysOfItsOwn(ClientPeer client) {
        Peers.require(client);
        assertThat(acrossARestart(client, "--ticket-keys", "ephemeral"))
                .containsExactly(Way.FULL, "full none unknown_ticket_key");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void resumesStoredTicketsAfterARestartWithTheSameFileStore(ClientPeer client) {
        Peers.require(client);
        Path store = directory.resolve("store");
        assertThat(acrossARestart(client, "--tls13-tickets", "stored", "--store", "file:" + store))
                .containsExactly(Way.FULL, StoredTicketsAtServeTest.RESUMED);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void hopsBetweenNodesThatDeriveTheirKeysFromOneSecret(ClientPeer client) {
        Peers.require(client);
        assertThat(hops(client, "--ticket-keys", "derive", "--secret", secret.toString()))
                .containsExactly(
                        Way.FULL, Way.TLS13.resumedAtServe(), Way.TLS13.resumedAtServe(), Way.TLS13.resumedAtServe());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void hopsBetweenNodesThatShareAFileStore(ClientPeer client) {
        Peers.require(client);
        String store = "file:" + directory.resolve("store");
        assertThat(hops(client, "--tls13-tickets", "stored", "--store", store, "--secret", secret.toString()))
                .containsExactly(
                        Way.FULL,
                        StoredTicketsAtServeTest.RESUMED,
                        StoredTicketsAtServeTest.RESUMED,
                        StoredTicketsAtServeTest.RESUMED);
    }

    @Test
    void aStoredTicketIsUsedOnceInTheWholeFleet() throws IOException {
        Peers.require(Peers.OPENSSL);
        String[] options = RepriseCli.presenting(
                Certificates.ec(),
                "--tls13-tickets",
                "stored",
                "--store",
                "file:" + directory.resolve("store"),
                "--secret",
                secret.toString());
        Path session = directory.resolve("session");
        try (Serve one = RepriseCli.serve(options);
                Serve other = RepriseCli.serve(options)) {
            Peers.OPENSSL.visit(ClientOptions.to(one.port()).withSession(session));
            byte[] ticket = Files.readAllBytes(session);
            List<Seen> seen = new ArrayList<>();
            for (Serve node : List.of(other, one, other)) {
                Files.write(session, ticket);
                seen.addAll(Peers.OPENSSL.visit(ClientOptions.to(node.port()).withSession(session)));
            }
            assertThat(seen).extracting(Seen::resumed).containsExactly(true, false, false);
        }
    }

    @Test
    void ourClientResumesFromItsFileWhereTheServerWasRestartedMeanwhile() {
        String[] options =
                RepriseCli.presenting(Certificates.ec(), "--ticket-keys", "derive", "--secret", secret.toString());
        String session = directory.resolve("session").toString();
        int port;
        try (Serve serve = RepriseCli.serve(options)) {
            port = serve.port();
            RepriseCli.connect(port, "--session", session).succeeded();
        }
        try (Serve serve = RepriseCli.serveOn(port, options)) {
            assertThat(RepriseCli.connect(port, "--session", session).succeeded())
                    .extracting(Handshake::how)
                    .containsExactly("resumed psk resumed");
            assertThat(serve.next(1)).extracting(Handshake::how).containsExactly(Way.TLS13.resumedAtServe());
        }
    }

    @Test
    void ourClientMakesAFullHandshakeAndAGoodFileFromAFileThatWasCut() throws IOException {
        Path session = directory.resolve("session");
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec()))) {
            RepriseCli.connectHere(serve.port(), "--session", session.toString())
                    .succeeded();
            byte[] whole = Files.readAllBytes(session);
            for (int length : new int[] {1, whole.length / 2, whole.length - 1}) {
                Files.write(session, Arrays.copyOf(whole, length));
                assertThat(RepriseCli.connectHere(serve.port(), "--session", session.toString())
                                .succeeded())
                        .extracting(Handshake::how)
                        .containsExactly("full none unreadable");
                assertThat(RepriseCli.connectHere(serve.port(), "--session", session.toString())
                                .succeeded())
                        .extracting(Handshake::how)
                        .containsExactly("resumed psk resumed");
            }
        }
    }

    /** One connection, a restart of the server, another connection with the saved session: as {@code serve} tells both. */
    private List<String> acrossARestart(ClientPeer client, String... options) {
        String[] all = RepriseCli.presenting(Certificates.ec(), options);
        List<String> how = new ArrayList<>();
        List<Seen> seen = new ArrayList<>();
        for (int life = 0; life < 2; life++) {
            try (Serve serve = RepriseCli.serve(all)) {
                seen.addAll(visit(client, serve));
                how.add(serve.next(1).get(0).how());
            }
        }
        assertAgree(seen, how);
        return how;
    }

    /** A connection to each of two nodes in turn, twice, each with the session of the one before. */
    private List<String> hops(ClientPeer client, String... options) {
        String[] all = RepriseCli.presenting(Certificates.ec(), options);
        List<String> how = new ArrayList<>();
        List<Seen> seen = new ArrayList<>();
        try (Serve one = RepriseCli.serve(all);
                Serve other = RepriseCli.serve(all)) {
            for (Serve node : List.of(one, other, one, other)) {
                seen.addAll(visit(client, node));
                how.add(node.next(1).get(0).how());
            }
        }
        assertAgree(seen, how);
        return how;
    }

    private List<Seen> visit(ClientPeer client, Serve serve) {
        return client.visit(ClientOptions.to(serve.port()).withSession(directory.resolve("session")));
    }

    private static void assertAgree(List<Seen> seen, List<String> how) {
        assertThat(seen)
                .extracting(Seen::resumed)
                .isEqualTo(how.stream().map(h -> h.startsWith("resumed")).toList());
    }

    private static void done(PeerProcess.Ended ended) {
        assertThat(ended.status()).as(ended.toString()).isZero();
    }
}
