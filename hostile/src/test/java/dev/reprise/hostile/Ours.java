package dev.reprise.hostile;

import dev.reprise.ClientBuilder;
import dev.reprise.Reprise;
import dev.reprise.ServerBuilder;
import dev.reprise.SessionStores;
import dev.reprise.TicketKeys;

/** Our side's contexts, to be changed by a test. Nothing is shared between two of them. */
final class Ours {
    private Ours() {}

    static ServerBuilder server() {
        return Reprise.server()
                .identity(Credentials.ours(), Credentials.PASSWORD)
                .trust(Credentials.ANYBODY)
                .trustPolicy("anybody")
                .ticketKeys(TicketKeys.isolated())
                .sessionStore(SessionStores.memory());
    }

    static ClientBuilder client() {
        return Reprise.client()
                .trust(Credentials.ANYBODY)
                .trustPolicy("anybody")
                .endpointIdentification("")
                .sessions(SessionStores.clientMemory());
    }
}
