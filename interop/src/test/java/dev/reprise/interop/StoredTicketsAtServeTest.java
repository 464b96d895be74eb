package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code reprise serve --tls13-tickets stored}: a ticket is a reference into the store, good for one use. */
class StoredTicketsAtServeTest {
    static final String RESUMED = "resumed psk_stored resumed";

    private static Serve serve;

    @BeforeAll
    static void start() {
        serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--tls13-tickets", "stored"));
    }

    @AfterAll
    static void stop() {
        serve.close();
    }

    static List<ClientPeer> clients() {
        return Peers.clients();
    }

    static List<ClientPeer> clientsThatSave() {
        return Peers.clients(Ability.SAVED_SESSION).toList();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void resumesItsFirstConnectionInItsSecond(ClientPeer client) {
        Peers.require(client);
        List<Seen> seen = client.visit(ClientOptions.to(serve.port()));
        List<Handshake> told = serve.next(2);

        assertThat(seen).extracting(Seen::resumed).containsExactly(false, true);
        assertThat(told).extracting(Handshake::how).containsExactly(Way.FULL, RESUMED);
        ClientsAtServeTest.assertAgree(seen, told);
    }

    @ParameterizedTest
    @MethodSource("clientsThatSave")
    void resumesATicketOnceAndNeverAgain(ClientPeer client, @TempDir Path directory) throws IOException {
        Peers.require(client);
        Path session = directory.resolve("session");
        ClientOptions options = ClientOptions.to(serve.port()).withSession(session);
        client.visit(options);
        byte[] ticket = Files.readAllBytes(session);
        assertThat(client.visit(options)).extracting(Seen::resumed).containsExactly(true);

        Files.write(session, ticket);
        assertThat(client.visit(options)).extracting(Seen::resumed).containsExactly(false);

        List<Handshake> told = serve.next(3);
        assertThat(told.subList(0, 2)).extracting(Handshake::how).containsExactly(Way.FULL, RESUMED);
        // The entry is gone with its first use; whether it was ever there, the store need not remember.
        assertThat(told.get(2).how()).isIn("full none already_used", "full none unknown_session");
    }
}
