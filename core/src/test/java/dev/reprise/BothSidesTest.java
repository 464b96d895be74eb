package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.ClientSessions;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** A server's context that opens connections to other servers, as programs do that have one context for everything. */
class BothSidesTest {
    private final SSLContext other = server().build();

    private static SSLContext node(ClientSessions sessions) {
        return server().trust(PKI.trustStore()).clientSessions(sessions).build();
    }

    private boolean resumes(SSLContext from) throws Exception {
        return Reprise.resumption(new EnginePair(from, other).handshake().client.engine)
                .resumed();
    }

    @Test
    void keepsTheSessionsOfItsConnectionsWhereItIsTold() throws Exception {
        ClientSessions sessions = SessionStores.clientMemory();

        assertThat(resumes(node(sessions))).isFalse();
        assertThat(resumes(node(sessions))).isTrue();
        assertThat(resumes(node(SessionStores.clientMemory()))).isFalse();
    }
}
