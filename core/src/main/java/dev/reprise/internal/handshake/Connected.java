package dev.reprise.internal.handshake;

import dev.reprise.internal.message.KeyUpdate;
import dev.reprise.internal.message.NewSessionTicket;
import dev.reprise.internal.message.Received;
import org.jspecify.annotations.Nullable;

/** The handshake is over: key updates, and tickets on a client, are all that may still come (RFC 9846, section 4.7). */
public final class Connected implements HandshakeState {
    /** What a client does with a ticket. */
    public interface TicketTaker {
        void take(NewSessionTicket ticket, Effects effects);

        /** No more tickets will come: wipes what they would have been made with. */
        void discard();
    }

    private final @Nullable TicketTaker tickets;

    private Connected(@Nullable TicketTaker tickets) {
        this.tickets = tickets;
    }

    public static Connected server() {
        return new Connected(null);
    }

    public static Connected client(TicketTaker tickets) {
        return new Connected(tickets);
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void discard() {
        if (tickets != null) {
            tickets.discard();
        }
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (received.message() instanceof KeyUpdate update) {
            effects.updateReadKeys();
            if (update.requestUpdate()) {
                effects.updateWriteKeys();
            }
            return this;
        }
        if (tickets != null && received.message() instanceof NewSessionTicket ticket) {
            tickets.take(ticket, effects);
            return this;
        }
        throw HandshakeState.unexpected(this, received);
    }
}
