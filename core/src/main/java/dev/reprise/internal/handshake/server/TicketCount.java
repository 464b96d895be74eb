package dev.reprise.internal.handshake.server;

import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.PskKeyExchangeModes;
import dev.reprise.internal.message.TicketRequest;

/** How many tickets a handshake gives: what the client asks for (RFC 9149), else what is configured; bounded. */
final class TicketCount {
    private TicketCount() {}

    static int of(ClientHello hello, ServerConfig config, boolean resumed) {
        if (!config.sessions().isEnabled() || !canResume(hello, config)) {
            return 0;
        }
        TicketRequest request = hello.extensions().get(TicketRequest.class);
        if (request == null) {
            return config.ticketCount();
        }
        int wanted = resumed ? request.resumptionSessions() : request.newSessions();
        return Math.min(wanted, most(config));
    }

    /**
     * A stored ticket is an entry of the store, which others need: where clients need no certificate one gets few, unless everybody is to get more. It is
     * the configuration that decides, since the number is announced before the client has shown anything.
     */
    private static int most(ServerConfig config) {
        boolean anybody = config.clientAuthentication() != ClientAuthentication.NEED;
        return anybody && config.sessions().storesTickets()
                ? Math.max(ServerConfig.MAX_STORED_FOR_ANYBODY, config.ticketCount())
                : ServerConfig.MAX_TICKETS;
    }

    /** No ticket for a client that could not use it here: one that offers no way of resuming that this server serves. */
    private static boolean canResume(ClientHello hello, ServerConfig config) {
        PskKeyExchangeModes modes = hello.extensions().get(PskKeyExchangeModes.class);
        return modes != null
                && (modes.modes().contains(PskKeyExchangeModes.PSK_DHE_KE)
                        || modes.modes().contains(PskKeyExchangeModes.PSK_KE)
                                && config.endpoint().pskKe());
    }
}
