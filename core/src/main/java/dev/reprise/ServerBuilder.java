package dev.reprise;

import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.settings.ClientSources;
import dev.reprise.internal.settings.PskKe;
import dev.reprise.internal.settings.ServerSources;
import dev.reprise.internal.settings.Stapling;
import dev.reprise.internal.store.KeySpec;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.SessionStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes the context of a server; see {@link Reprise#server()}. Unless told otherwise it resumes statelessly with random
 * keys that all contexts of this process share, gives two tickets a handshake, and lets a session live for six hours.
 */
public final class ServerBuilder extends ContextBuilder<ServerBuilder> {
    private @Nullable KeySpec keys = new KeySpec.Ephemeral();
    private boolean tickets = true;
    private @Nullable SessionStore store;
    private @Nullable MasterKeys secret;
    private @Nullable OcspResponses ocspResponses;
    private @Nullable ClientSessions clientSessions;
    private Duration lifetime = ServerSources.DEFAULT.lifetime();
    private Duration rotate = ServerSources.DEFAULT.rotate();
    private ServerSessions.TicketMode mode = ServerSessions.TicketMode.STATELESS;
    private int ticketCount = ServerSources.DEFAULT_TICKET_COUNT;

    ServerBuilder() {}

    @Override
    ServerBuilder self() {
        return this;
    }

    /** Whether clients are asked for certificates. Default: {@link ClientAuth#NONE}. */
    public ServerBuilder clientAuth(ClientAuth mode) {
        settings.clientAuthentication(
                switch (mode) {
                    case NONE -> ClientAuthentication.NONE;
                    case WANT -> ClientAuthentication.WANT;
                    case NEED -> ClientAuthentication.NEED;
                });
        return this;
    }

    /** What is handed out with this server's certificates of their status. Default: nothing. */
    public ServerBuilder ocspResponses(OcspResponses responses) {
        ocspResponses = responses;
        return this;
    }

    /** Whether this server's order of cipher suites decides, else the client's. Default: this server's. */
    public ServerBuilder ownCipherOrder(boolean own) {
        settings.serverOrder(own);
        return this;
    }

    /**
     * Seals what leaves the process for a store, and what {@link TicketKeys#derived()} are derived from. Default: none.
     */
    public ServerBuilder secret(FleetSecret fleetSecret) {
        secret = fleetSecret.keys();
        return this;
    }

    /**
     * Where sessions are kept: for {@link TicketMode#STORED}, for sessions too large for a ticket, for what was
     * invalidated. Default: the memory of this process, which all its contexts share. One that lies outside of the
     * process needs a {@link #secret}. The caller closes it, after the last connection.
     */
    public ServerBuilder sessionStore(SessionStore sessions) {
        store = sessions;
        return this;
    }

    /** What tickets are sealed with. Default: {@link TicketKeys#ephemeral()}. */
    public ServerBuilder ticketKeys(TicketKeys ticketKeys) {
        keys = ticketKeys.spec();
        return this;
    }

    /**
     * Whether clients may carry sessions in tickets. Off, they get references into the store, if there is one. Default:
     * on.
     */
    public ServerBuilder tickets(boolean allowed) {
        tickets = allowed;
        return this;
    }

    /** What TLS 1.3 clients are given. Default: {@link TicketMode#STATELESS}. */
    public ServerBuilder ticketMode(TicketMode ticketMode) {
        mode = switch (ticketMode) {
            case STATELESS -> ServerSessions.TicketMode.STATELESS;
            case STORED -> ServerSessions.TicketMode.STORED;
        };
        return this;
    }

    /**
     * As {@link #pskKe pskKe(true)}, also with ticket keys that have no forward secrecy ({@link TicketKeys#derived()}). Whoever gets the secret they are derived
     * from, at any time, then reads every resumed connection that was ever recorded. Default: refused.
     */
    public ServerBuilder insistOnPskKe() {
        settings.pskKe(PskKe.INSISTED);
        return this;
    }

    /**
     * Tickets after a handshake, unless the client says how many it wants (RFC 9149). Default: 2.
     *
     * @param count 0 to 32
     */
    public ServerBuilder ticketCount(int count) {
        ticketCount = count;
        return this;
    }

    /**
     * How long a session may be resumed, counted from the handshake that authenticated; resuming does not extend it.
     * Default: 6 hours.
     *
     * @param duration more than 0, at most 7 days
     */
    public ServerBuilder lifetime(Duration duration) {
        requirePositive("lifetime", duration);
        lifetime = duration;
        return this;
    }

    /**
     * How long one ticket key seals. Default: 6 hours.
     *
     * @param duration more than 0, at most 7 days
     */
    public ServerBuilder rotate(Duration duration) {
        requirePositive("rotate", duration);
        rotate = duration;
        return this;
    }

    /**
     * Where the sessions are kept that other servers give to this context: an {@code SSLContext} opens connections too, for whoever takes one for both
     * sides. Default: the memory of this process, as for {@linkplain ClientBuilder#sessions clients}. The caller closes it.
     *
     * <p>A connection that this context opens checks the server's name only where {@code SSLParameters} say so, as JSSE has it; {@link Reprise#client()}
     * makes contexts that always do.
     */
    public ServerBuilder clientSessions(ClientSessions sessions) {
        clientSessions = sessions;
        return this;
    }

    @Override
    void complete() {
        OcspResponses responses = ocspResponses;
        if (responses != null) {
            settings.stapling(new Stapling(
                    Stapling.DEFAULT.asked(),
                    responses instanceof OcspResponseFile file
                            ? file.source(clock())
                            : certificate -> responses.of(certificate).orElse(new byte[0])));
        }
        ClientSources client = ClientSources.DEFAULT;
        settings.client(new ClientSources(clientSessions, client.tickets(), client.lifetime(), client.pool()));
        settings.server(new ServerSources(tickets ? keys : null, store, secret, lifetime, rotate, mode, ticketCount));
    }
}
