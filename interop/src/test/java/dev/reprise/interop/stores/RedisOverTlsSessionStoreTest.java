package dev.reprise.interop.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.SessionStores;
import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.testkit.SharedSessionStoreContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** By a SPEC that says all there is to say: TLS, whom to trust, who the node is, a password, and a database. */
class RedisOverTlsSessionStoreTest extends SharedSessionStoreContract {
    private static final String PASSWORD = "p@ss/w%rd";
    private static final String ENCODED = "p%40ss%2Fw%25rd";

    private static RedisServer server;
    private static int database;

    @BeforeAll
    static void start() {
        RedisServer.require();
        server = RedisServer.overTls(Map.of("requirepass", PASSWORD, "databases", "1000"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected SessionStore open() throws Exception {
        database++; // which is empty
        return openAnother();
    }

    @Override
    protected SessionStore openAnother() throws Exception {
        return SessionStores.of(spec(ENCODED) + "?timeout=30000&ca=" + Certificates.authority() + identity());
    }

    private static String spec(String password) {
        return "rediss://:" + password + "@localhost:" + server.port() + "/" + database;
    }

    private static String identity() {
        Credential client = Certificates.client();
        return "&cert=" + client.certificate() + "&key=" + client.key();
    }

    @Test
    void asksNoServerWhoseCertificateItDoesNotTrust() throws Exception {
        try (SessionStore store = SessionStores.of(spec(ENCODED) + "?timeout=30000&prefix=another" + identity())) {
            assertFails(store, "certification path");
        }
    }

    @Test
    void asksNoServerOfAnotherName() throws Exception {
        String elsewhere = spec(ENCODED).replace("localhost", "127.0.0.2");
        try (SessionStore store =
                SessionStores.of(elsewhere + "?timeout=30000&ca=" + Certificates.authority() + identity())) {
            assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.get(name(1)));
        }
    }

    @Test
    void saysThatThePasswordIsWrongAndNotWhich() throws Exception {
        try (SessionStore store =
                SessionStores.of(spec("swordfish") + "?timeout=30000&ca=" + Certificates.authority() + identity())) {
            assertFails(store, "WRONGPASS");
        }
    }

    private static void assertFails(SessionStore store, String why) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.get(name(1)))
                .withMessageContaining(why)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("swordfish", PASSWORD, ENCODED));
    }
}
