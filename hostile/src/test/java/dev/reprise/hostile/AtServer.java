package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.tlsattacker.core.config.Config;
import dev.reprise.ClientAuth;
import dev.reprise.TicketMode;
import java.util.EnumMap;
import java.util.Map;

/** TLS-Attacker as a client of our servers, one for each way in which a server can be set up here. */
final class AtServer implements AutoCloseable {
    private enum Setup {
        STATELESS,
        STORED,
        AUTHENTICATING
    }

    private final Map<Setup, OurServer> servers = new EnumMap<>(Setup.class);

    OurServer of(Flow flow) {
        Setup setup =
                flow.authenticated ? Setup.AUTHENTICATING : flow == Flow.STORED_13 ? Setup.STORED : Setup.STATELESS;
        return servers.computeIfAbsent(
                setup,
                s -> new OurServer(Ours.server()
                        .ticketCount(1)
                        .groups("secp256r1")
                        .clientAuth(s == Setup.AUTHENTICATING ? ClientAuth.NEED : ClientAuth.NONE)
                        .ticketMode(s == Setup.STORED ? TicketMode.STORED : TicketMode.STATELESS)
                        .build()));
    }

    /** A peer at the beginning of such a handshake; it has a session where that resumes one. */
    Attacker attacker(Flow flow) {
        OurServer server = of(flow);
        Config config = flow.settings();
        Attacker attacker = Attacker.client(config, server.port());
        if (flow.resumes()) {
            flow.first().clientLines(config).forEach(attacker::say);
            attacker.hangUp();
            Outcome primed = server.next();
            assertThat(primed.completed()).as("it got a session: %s", primed).isTrue();
            attacker.reconnect();
            config.setAddPreSharedKeyExtension(flow.tls13);
        }
        return attacker;
    }

    @Override
    public void close() {
        servers.values().forEach(OurServer::close);
    }
}
