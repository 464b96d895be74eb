package dev.reprise.internal.handshake.server;

import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.TicketRequest;

/** How many tickets a handshake gives: what the client asks for (RFC 9149), else what is configured; bounded. */
final class TicketCount {
    private TicketCount() {}

    static int requested(TicketRequest request, boolean resumed) {
        return Math.min(resumed ? request.resumptionSessions() : request.newSessions(), ServerConfig.MAX_TICKETS);
    }

    static int of(ClientHello hello, ServerConfig config, boolean resumed) {
        TicketRequest request = hello.extensions().get(TicketRequest.class);
        return request == null ? config.ticketCount() : requested(request, resumed);
    }
}
