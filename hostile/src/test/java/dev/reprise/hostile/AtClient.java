package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.tlsattacker.core.config.Config;
import de.rub.nds.tlsattacker.core.protocol.message.ApplicationMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.NewSessionTicketMessage;
import java.util.concurrent.CompletableFuture;

/** TLS-Attacker as a server of one client of ours, which has just sent its ClientHello. */
final class AtClient implements AutoCloseable {
    final OurClient client;
    final Attacker attacker;
    private final CompletableFuture<Outcome> connection;

    AtClient(Flow flow) {
        this(
                flow,
                new OurClient(Ours.client()
                        // The first is the one it has a share of.
                        .groups(flow.retried ? new String[] {"secp384r1", "secp256r1"} : new String[] {"secp256r1"})
                        .identity(Credentials.ours(), Credentials.PASSWORD)
                        .build()));
    }

    AtClient(Flow flow, OurClient client) {
        this.client = client;
        Config config = flow.settings();
        CompletableFuture<Outcome> first = client.connect();
        attacker = Attacker.server(config, client.listener()).until(new ClientHelloMessage());
        if (flow.resumes()) {
            flow.first().serverLines(config).forEach(attacker::say);
            if (flow.tls13) {
                attacker.send(new NewSessionTicketMessage(config, false));
            }
            attacker.until(new ApplicationMessage()).hangUp();
            assertThat(OurClient.of(first).completed()).as("it got a session").isTrue();
            connection = client.connect();
            attacker.reconnect().until(new ClientHelloMessage());
            config.setAddPreSharedKeyExtension(flow.tls13);
            if (!flow.tls13) {
                attacker.context().setServerSessionId(attacker.context().getClientSessionId());
            }
        } else {
            connection = first;
        }
    }

    /** What the connection came to. */
    Outcome outcome() {
        return OurClient.of(connection);
    }

    @Override
    public void close() {
        attacker.close();
        client.close();
    }
}
