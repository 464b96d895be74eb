package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import dev.reprise.testing.TestPki;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection that may not use what a client's pool has leaves it for those that may. */
class PassedOverSessionsTest {
    private static final Consumer<SSLEngine> AS_IT_IS = engine -> {};
    private static final Consumer<SSLEngine> OLD = engine -> engine.setEnabledProtocols(new String[] {"TLSv1.2"});
    private static final Consumer<SSLEngine> NEW = engine -> engine.setEnabledProtocols(new String[] {"TLSv1.3"});

    private final SSLContext server = server().build();

    private static Resumption connect(SSLContext client, SSLContext server, Consumer<SSLEngine> change)
            throws Exception {
        EnginePair pair = new EnginePair(client, server);
        change.accept(pair.client.engine);
        pair.handshake();
        return Reprise.resumption(pair.client.engine);
    }

    @Test
    void areThereAfterAConnectionOfAnotherVersion(@TempDir Path directory) throws Exception {
        for (ClientSessions pool : List.of(
                SessionStores.clientMemory(),
                SessionStores.clientDirectory(directory.resolve("sessions")),
                SessionStores.clientFile(directory.resolve("session")))) {
            SSLContext client = client().sessions(pool).ticketPool(4).build();
            connect(client, server, AS_IT_IS);

            assertThat(connect(client, server, OLD).reason()).as("%s", pool).isEqualTo(Reason.VERSION_MISMATCH);
            assertThat(connect(client, server, NEW).reason())
                    .as("a ticket of TLS 1.3 behind a session of TLS 1.2 in %s", pool)
                    .isEqualTo(Reason.RESUMED);
            // The newest is offered, and the server would rather do TLS 1.3, once: then its tickets are newer.
            assertThat(connect(client, server, AS_IT_IS).resumed()).isFalse();
            for (int i = 0; i < 3; i++) {
                assertThat(connect(client, server, OLD).reason()).as("%s", pool).isEqualTo(Reason.RESUMED);
                assertThat(connect(client, server, AS_IT_IS).reason())
                        .as("%s", pool)
                        .isEqualTo(Reason.RESUMED);
            }
        }
    }

    @Test
    void areThereAfterAConnectionWithOtherSuites() throws Exception {
        SSLContext client = client().build();
        Consumer<SSLEngine> sha256 = engine -> engine.setEnabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
        Consumer<SSLEngine> sha384 = engine -> engine.setEnabledCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"});
        connect(client, server, sha384);

        assertThat(connect(client, server, sha256).reason()).isEqualTo(Reason.HASH_MISMATCH);
        for (int i = 0; i < 3; i++) {
            assertThat(connect(client, server, sha384).reason()).isEqualTo(Reason.RESUMED);
            assertThat(connect(client, server, sha256).reason())
                    .as("it asked for tickets of its own")
                    .isEqualTo(Reason.RESUMED);
        }
    }

    @Test
    void ofTwoNamesOfOneAddressAreNotInEachOthersWay() throws Exception {
        TestPki.Identity two = PKI.issue("two", "EC", "a.example", "b.example");
        SSLContext both =
                Reprise.server().identity(two.keyStore(), TestPki.PASSWORD).build();
        SSLContext client = client().build();
        for (String name : List.of("a.example", "b.example")) {
            assertThat(connect(client, both, asking(name)).reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
        }
        for (int i = 0; i < 3; i++) {
            for (String name : List.of("a.example", "b.example")) {
                assertThat(connect(client, both, asking(name)).reason()).isEqualTo(Reason.RESUMED);
            }
        }
    }

    private static Consumer<SSLEngine> asking(String name) {
        return engine -> {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.<SNIServerName>of(new SNIHostName(name)));
            engine.setSSLParameters(parameters);
        };
    }

    /** A client that takes no tickets any more, with tickets in its pool in front of a session ID. */
    @Test
    void doNotHideASessionIdFromAClientThatTakesNoTickets() throws Exception {
        ClientSessions pool = SessionStores.clientMemory();
        SSLContext withoutTickets = client().sessions(pool).tickets(false).build();
        SSLContext withTickets = client().sessions(pool).build();
        connect(withoutTickets, server, OLD);
        connect(withTickets, server, NEW);

        assertThat(connect(withoutTickets, server, OLD).reason()).isEqualTo(Reason.RESUMED);
        assertThat(connect(withTickets, server, AS_IT_IS).reason()).isEqualTo(Reason.RESUMED);
    }
}
