package dev.reprise.internal.handshake.server;

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
        return Math.min(resumed ? request.resumptionSessions() : request.newSessions(), ServerConfig.MAX_TICKETS);
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
