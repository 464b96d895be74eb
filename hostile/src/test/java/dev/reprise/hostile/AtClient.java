package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.tlsattacker.core.config.Config;
import de.rub.nds.tlsattacker.core.constants.NamedGroup;
import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.NewSessionTicketMessage;
import java.util.concurrent.CompletableFuture;

/** TLS-Attacker as a server of one client of ours, which has just sent its ClientHello. */
final class AtClient implements AutoCloseable {
    final OurClient client;
    final Attacker attacker;
    private final boolean own;
    private final CompletableFuture<Outcome> connection;

    AtClient(Flow flow) {
        this(
                flow,
                true,
                new OurClient(Ours.client()
                        // The first is the one it has a share of.
                        .groups(flow.retried ? new String[] {"secp384r1", "secp256r1"} : new String[] {"secp256r1"})
                        .identity(Credentials.ours(), Credentials.PASSWORD)
                        .build()));
    }

    /** At a client that has a life of its own. */
    AtClient(Flow flow, OurClient client) {
        this(flow, false, client);
    }

    private AtClient(Flow flow, boolean own, OurClient client) {
        this.own = own;
        this.client = client;
        Config config = flow.settings();
        CompletableFuture<Outcome> first = client.connect();
        attacker = Attacker.server(config, client.listener()).until(new ClientHelloMessage());
        if (flow.resumes()) {
            flow.first().serverLines(config).forEach(attacker::say);
            if (flow.tls13) {
                attacker.send(new NewSessionTicketMessage(config, false));
            }
            attacker.hangUp();
            Outcome primed = OurClient.of(first);
            assertThat(primed.completed()).as("it got a session: %s", primed).isTrue();
            connection = client.connect();
            attacker.reconnect().until(new ClientHelloMessage());
            config.setAddPreSharedKeyExtension(flow.tls13);
            if (flow.retried) {
                // Our client has learned which group this server takes, and has a share of it.
                config.setDefaultServerNamedGroups(NamedGroup.SECP384R1);
                config.setDefaultSelectedNamedGroup(NamedGroup.SECP384R1);
            }
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

    /** Ends the connection; the client, where it came from elsewhere, may go on. */
    @Override
    public void close() {
        attacker.close();
        if (own) {
            client.close();
        }
    }
}
