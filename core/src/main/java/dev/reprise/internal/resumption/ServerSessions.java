package dev.reprise.internal.resumption;

import dev.reprise.internal.crypto.ResumptionPsk;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.message.PskIdentity;
import dev.reprise.internal.session.SessionCodec;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.SessionStateBuilder;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.StoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a server does with sessions, whichever way they are kept: opens what clients offer and issues what they will
 * offer next. A ticket either carries the session, sealed under a key of the keyring, or refers to an entry of the store, which it may use once.
 */
public final class ServerSessions {
    /** Identities of one hello that are unsealed; each costs a key derivation and a decryption. */
    public static final int MAX_OFFERS = 5;

    /** A sealed session larger than this goes into the store, where there is one. */
    static final int LARGE_TICKET = 2 * 1024;

    /** A ticket larger than this is not issued. */
    static final int MAX_TICKET = 16 * 1024;

    /** RFC 9846, section 4.7.1: no ticket lives longer than a week. */
    private static final long MAX_LIFETIME_SECONDS = 604_800;

    /** How a TLS 1.3 session is handed out. */
    public enum TicketMode {
        /** The ticket carries the sealed session; it may come back more than once. */
        STATELESS,
        /** The ticket refers to an entry of the store, and is good for one resumption. */
        STORED
    }

    private static final System.Logger LOG = System.getLogger("dev.reprise.store");

    private final @Nullable TicketSealer tickets;
    private final @Nullable SessionVault vault;
    private final TicketMode mode;
    private final SecureRandom random;
    private final AtomicBoolean saidTooLarge = new AtomicBoolean();

    /**
     * @param keys seals tickets; null if clients are to carry no state
     * @param vault keeps sessions; null without a store
     * @param mode what a client is given where both are there
     */
    public ServerSessions(
            @Nullable TicketKeySource keys, @Nullable SessionVault vault, TicketMode mode, SecureRandom random) {
        if (mode == TicketMode.STORED && vault == null) {
            throw new IllegalArgumentException("stored tickets need a session store");
        }
        this.tickets = keys == null ? null : new TicketSealer(keys, random);
        this.vault = vault;
        this.mode = mode;
        this.random = random;
    }

    /** Keeps nothing: no ticket is issued or read. */
    public static ServerSessions disabled(SecureRandom random) {
        return new ServerSessions(null, null, TicketMode.STATELESS, random);
    }

    public boolean isEnabled() {
        return tickets != null || vault != null;
    }

    /** Whether each ticket of TLS 1.3 is an entry of the store. */
    public boolean storesTickets() {
        return vault != null && (mode == TicketMode.STORED || tickets == null);
    }

    /** Whether the store may make a caller wait. */
    public boolean mayBlock() {
        return vault != null && vault.mayBlock();
    }

    /**
     * Looks for ticket keys that other nodes made, if it is time to. May wait for a network, whatever {@link #mayBlock()} says: for the task
     * in which a hello is decided, before it is.
     */
    public void refreshKeys(Instant now) {
        if (tickets != null) {
            tickets.keys().refresh(now);
        }
    }

    // ---------------------------------------------------------------- what a client offers

    /** What became of one offered identity. */
    public sealed interface Candidate {
        /** Its place in the hello. */
        int index();

        /** Wipes what it holds: it is refused, or has been used. */
        default void discard() {}

        /**
         * A session that this server once issued.
         *
         * @param identity what the client offered
         * @param entry the store's entry, where it came from there: it is to be consumed before it is used
         */
        record Known(
                int index,
                SessionState session,
                Mechanism mechanism,
                byte[] identity,
                SessionVault.Found.@Nullable Entry entry)
                implements Candidate {
            @Override
            public void discard() {
                session.secret().destroy();
            }
        }

        /** Not a session, and why. */
        record Refused(int index, Reason reason) implements Candidate {}
    }

    /**
     * Opens the identities of a hello, at most {@value #MAX_OFFERS} of them and with at most one look-up in the store.
     * May block where {@link #mayBlock()} says so; never fails: what goes wrong is a reason.
     */
    public List<Candidate> open(List<PskIdentity> identities, Instant now) {
        List<Candidate> candidates = new ArrayList<>();
        boolean lookedUp = false;
        for (int index = 0; index < identities.size(); index++) {
            if (index == MAX_OFFERS) {
                candidates.add(new Candidate.Refused(index, Reason.TOO_MANY_OFFERS));
                break;
            }
            byte[] identity = identities.get(index).identity();
            if (vault != null && vault.isOurs(identity)) {
                candidates.add(
                        lookedUp
                                ? new Candidate.Refused(index, Reason.TOO_MANY_OFFERS)
                                : lookUp(vault, index, identity, Mechanism.PSK_STORED));
                lookedUp = true;
            } else {
                candidates.add(unseal(index, identity, now));
            }
        }
        return candidates;
    }

    /**
     * Opens what a TLS 1.2 hello offers: its ticket, if it has one, else its session ID. May block as {@link #open} may.
     *
     * @param ticket empty if there is none
     * @param mayBeFiller whether a session ID that is not ours may be none at all: clients that speak TLS 1.3 too send 32 random bytes for the sake
     *     of middleboxes (RFC 9846 appendix E.4)
     * @return null if nothing is offered
     */
    public @Nullable Candidate openTls12(byte[] sessionId, byte[] ticket, boolean mayBeFiller, Instant now) {
        if (ticket.length > 0) {
            return tickets == null
                    ? new Candidate.Refused(0, Reason.RESUMPTION_DISABLED)
                    : unseal(tickets, 0, ticket, Mechanism.TICKET, now);
        }
        if (vault != null && vault.isOurs(sessionId)) {
            return lookUp(vault, 0, sessionId, Mechanism.SESSION_ID);
        }
        if (sessionId.length == 0 || mayBeFiller) {
            return null;
        }
        return new Candidate.Refused(0, vault == null ? Reason.RESUMPTION_DISABLED : Reason.UNKNOWN_SESSION);
    }

    private Candidate lookUp(SessionVault store, int index, byte[] reference, Mechanism mechanism) {
        try {
            SessionVault.Found found = store.get(reference);
            if (found instanceof SessionVault.Found.Entry entry) {
                return decode(index, entry.plaintext(), mechanism, reference, entry);
            }
            return new Candidate.Refused(index, ((SessionVault.Found.Missing) found).reason());
        } catch (StoreException unavailable) {
            return new Candidate.Refused(index, Reason.STORE_UNAVAILABLE);
        }
    }

    private Candidate unseal(int index, byte[] ticket, Instant now) {
        if (tickets == null) {
            boolean reference = vault != null && ticket.length == SessionVault.REFERENCE_LENGTH;
            return new Candidate.Refused(index, reference ? Reason.UNKNOWN_SESSION : Reason.RESUMPTION_DISABLED);
        }
        if (ticket.length == SessionVault.REFERENCE_LENGTH) {
            return new Candidate.Refused(
                    index, Reason.UNKNOWN_SESSION); // too short for a sealed session: somebody's reference
        }
        return unseal(tickets, index, ticket, Mechanism.PSK_STATELESS, now);
    }

    private Candidate unseal(TicketSealer sealer, int index, byte[] ticket, Mechanism mechanism, Instant now) {
        Opened opened = sealer.open(ticket, now);
        if (opened instanceof Opened.Plain plain) {
            return decode(index, plain.content(), mechanism, ticket, null);
        }
        return new Candidate.Refused(index, ((Opened.Refused) opened).reason());
    }

    /** What opened, as a session. */
    private Candidate decode(
            int index,
            byte[] plaintext,
            Mechanism mechanism,
            byte[] identity,
            SessionVault.Found.@Nullable Entry entry) {
        SessionState session;
        try {
            session = SessionCodec.decode(plaintext);
        } catch (DecodeFault unreadable) {
            return new Candidate.Refused(index, Reason.UNREADABLE);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
        if (session.side() != Side.SERVER) {
            session.secret().destroy();
            return new Candidate.Refused(index, Reason.UNREADABLE);
        }
        return new Candidate.Known(index, session, mechanism, identity, entry);
    }

    /**
     * Whether a session that may be resumed otherwise was invalidated on some node. Asked last, once for a hello, so that strangers' bytes and old tickets cost
     * no look-up. May block where {@link #mayBlock()} says so.
     *
     * @return {@link Reason#RESUMED} if it was not, else why it is not to be resumed
     */
    public Reason admit(Candidate.Known known) {
        try {
            return vault != null && vault.isTombstoned(known.session().originId())
                    ? Reason.INVALIDATED
                    : Reason.RESUMED;
        } catch (StoreException unavailable) {
            return Reason.STORE_UNAVAILABLE;
        }
    }

    /**
     * Uses a session up, where it is for one use, and was not invalidated. May block.
     *
     * @return {@link Reason#RESUMED} if it is this connection that may use it, else why not
     */
    public Reason consume(Candidate.Known known) {
        Reason admitted = admit(known);
        if (admitted != Reason.RESUMED) {
            return admitted;
        }
        SessionVault.Found.Entry entry = known.entry();
        if (vault == null || entry == null) {
            return Reason.RESUMED;
        }
        try {
            return vault.consume(known.identity(), entry) ? Reason.RESUMED : Reason.ALREADY_USED;
        } catch (StoreException unavailable) {
            return Reason.STORE_UNAVAILABLE;
        }
    }

    // ---------------------------------------------------------------- what a client is given

    /**
     * A ticket to be sent.
     *
     * @param lifetime seconds for which the server will take it, 1 to 604,800
     * @param ageAdd what hides the ticket's age on the wire, 32 random bits of its own
     * @param nonce what makes its secret differ from that of the other tickets of the connection
     */
    public record Issued(long lifetime, long ageAdd, byte[] nonce, byte[] ticket) {}

    /**
     * Issues tickets for a TLS 1.3 session. May block where {@link #mayBlock()} says so; a store that is gone, or a keyring without a
     * key, costs tickets and nothing else.
     *
     * @param template the session without what is a ticket's own: its secret, when it was issued
     * @param resumptionSecret what the tickets' secrets come from
     */
    public List<Issued> issue(SessionState template, Secret resumptionSecret, int count, Instant now) {
        List<Issued> issued = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Issued ticket = issueOne(template, resumptionSecret, new byte[] {(byte) (i >> 8), (byte) i}, now);
            if (ticket != null) {
                issued.add(ticket);
            }
        }
        return issued;
    }

    private @Nullable Issued issueOne(SessionState template, Secret resumptionSecret, byte[] nonce, Instant now) {
        long ageAdd = Integer.toUnsignedLong(random.nextInt());
        Secret psk = ResumptionPsk.derive(template.suite().hash(), resumptionSecret, nonce);
        SessionStateBuilder session =
                template.toBuilder().secret(psk).issuedAt(now.toEpochMilli()).ticketAgeAdd(ageAdd);
        boolean stored = storesTickets();
        byte[] plaintext = SessionCodec.encode(session.singleUse(stored).build());
        try {
            if (vault != null && !stored && plaintext.length + Sealer.OVERHEAD > LARGE_TICKET) {
                stored = true;
                Arrays.fill(plaintext, (byte) 0);
                plaintext = SessionCodec.encode(session.singleUse(true).build());
            }
            if (vault != null && stored) {
                return store(vault, template, plaintext, ageAdd, nonce, now);
            }
            return tickets == null ? null : seal(tickets, template, plaintext, ageAdd, nonce, now);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
            psk.destroy();
        }
    }

    // ---------------------------------------------------------------- the same for TLS 1.2

    /** Whether a client that takes tickets could be given one. */
    public boolean sealsTickets(Instant now) {
        return tickets != null && tickets.opensUntil(now).isAfter(now);
    }

    /** A session ID under which {@link #keep} will put the session; null without a store. */
    public byte @Nullable [] newSessionId() {
        return vault == null ? null : vault.newReference();
    }

    /**
     * Whether the key that sealed a ticket seals no longer: then the client is given another (RFC 5077 section 3.3).
     */
    public boolean isDueForRenewal(byte[] ticket, Instant now) {
        return tickets != null && tickets.isOutdated(ticket, now);
    }

    /** A TLS 1.2 ticket with its lifetime in seconds. */
    public record Tls12Ticket(long lifetime, byte[] ticket) {}

    /** Seals a TLS 1.2 session; null if it is too large, or has no time left. */
    public @Nullable Tls12Ticket seal(SessionState session, Instant now) {
        if (tickets == null) {
            return null;
        }
        byte[] plaintext = SessionCodec.encode(session);
        try {
            boolean tooLarge = vault != null && plaintext.length + Sealer.OVERHEAD > LARGE_TICKET;
            Issued issued = tooLarge ? null : seal(tickets, session, plaintext, 0, new byte[0], now);
            return issued == null ? null : new Tls12Ticket(issued.lifetime(), issued.ticket());
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /** Puts a TLS 1.2 session into the store. May block; a store that is gone costs the session and nothing else. */
    public void keep(byte[] sessionId, SessionState session) {
        if (vault == null) {
            return;
        }
        byte[] plaintext = SessionCodec.encode(session);
        try {
            vault.put(sessionId, plaintext, Instant.ofEpochMilli(session.expiresAt()));
        } catch (StoreException unavailable) {
            LOG.log(System.Logger.Level.DEBUG, "a session was not kept: {0}", unavailable.getMessage());
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /** Removes a TLS 1.2 session whose connection ended with a fatal alert (RFC 5246 section 7.2.2). Never waits. */
    public void forget(byte[] sessionId) {
        if (vault == null) {
            return;
        }
        try {
            vault.forget(sessionId);
        } catch (StoreException unavailable) {
            LOG.log(System.Logger.Level.DEBUG, "a session was not removed: {0}", unavailable.getMessage());
        }
    }

    private @Nullable Issued store(
            SessionVault store, SessionState template, byte[] plaintext, long ageAdd, byte[] nonce, Instant now) {
        long lifetime = wholeSeconds(now, Instant.ofEpochMilli(template.expiresAt()));
        if (lifetime <= 0) {
            return null;
        }
        byte[] reference = store.newReference();
        try {
            store.put(reference, plaintext, Instant.ofEpochMilli(template.expiresAt()));
            return new Issued(lifetime, ageAdd, nonce, reference);
        } catch (StoreException unavailable) {
            return null; // a ticket that nobody could redeem is not given
        }
    }

    private @Nullable Issued seal(
            TicketSealer sealer, SessionState template, byte[] plaintext, long ageAdd, byte[] nonce, Instant now) {
        if (plaintext.length + Sealer.OVERHEAD > MAX_TICKET) {
            if (!saidTooLarge.getAndSet(true)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0}: a session of {1} bytes fits no ticket (at most {2}), and there is no store to keep it in: its client gets none, and connects in full each time (said once)",
                        Reason.TOO_LARGE.word(),
                        plaintext.length,
                        MAX_TICKET);
            }
            return null;
        }
        TicketSealer.Sealed sealed = sealer.seal(plaintext, now).orElse(null);
        if (sealed == null) {
            return null;
        }
        Instant expires = Instant.ofEpochMilli(template.expiresAt());
        long lifetime = wholeSeconds(now, sealed.opensUntil().isBefore(expires) ? sealed.opensUntil() : expires);
        return lifetime <= 0 ? null : new Issued(lifetime, ageAdd, nonce, sealed.ticket());
    }

    private static long wholeSeconds(Instant from, Instant until) {
        // A session's times are milliseconds: what a clock says beyond them must not cost it a second.
        long millis = Duration.between(Instant.ofEpochMilli(from.toEpochMilli()), until)
                .toMillis();
        return Math.min(millis / 1000, MAX_LIFETIME_SECONDS);
    }
}
