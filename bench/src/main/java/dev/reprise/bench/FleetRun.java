package dev.reprise.bench;

import dev.reprise.FleetSecret;
import dev.reprise.Reprise;
import dev.reprise.ServerBuilder;
import dev.reprise.SessionStores;
import dev.reprise.TicketKeys;
import dev.reprise.TicketMode;
import dev.reprise.bench.FleetPlan.Keys;
import dev.reprise.bench.FleetPlan.Sessions;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A fleet and its clients in one thread, on a clock that goes from one event to the next. Nodes, clients, keys and stores are the library's own; each
 * visit is a handshake of two engines, to its end and the tickets behind it.
 */
final class FleetRun {
    private static final Credentials CREDENTIALS = Credentials.of(
            "EC",
            "SunX509",
            FleetPlan.START.minus(Duration.ofDays(365)),
            FleetPlan.START.plus(Duration.ofDays(36_500)));

    private final FleetPlan plan;
    private final Keys keys;
    private final Sessions sessions;
    private final SplittableRandom chance;
    private final FleetTally tally = new FleetTally();
    private final EnginePair.Wire wire = new EnginePair.Wire();

    private final FleetSecret secret = FleetSecret.generate();
    private final TicketKeys registered = TicketKeys.register(SessionStores.registerInMemory());
    private final SessionStore shared;
    private final List<Node> nodes = new ArrayList<>();

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::number));
    private Instant now = FleetPlan.START;
    private long scheduled;
    private int turn;

    private interface Act {
        void play() throws IOException;
    }

    /** @param number of two at the same time, the one that was scheduled first comes first */
    private record Event(Instant at, long number, Act act) {}

    /** A place in the fleet, and the process that is there now. */
    private static final class Node {
        final Duration clockAhead;
        SSLContext context;
        int policy;

        Node(Duration clockAhead, SSLContext context) {
            this.clockAhead = clockAhead;
            this.context = context;
        }
    }

    /** One that returns. */
    private static final class Client {
        final SSLContext context;
        Instant authenticated = Instant.MIN;

        @Nullable
        Node last;

        Client(SSLContext context) {
            this.context = context;
        }
    }

    private FleetRun(FleetPlan plan, Keys keys, Sessions sessions) {
        this.plan = plan;
        this.keys = keys;
        this.sessions = sessions;
        this.chance = new SplittableRandom(plan.seed);
        this.shared = emptyStore(() -> now);
    }

    /** Plays the plan with these keys and sessions, and says how clients' returns went. */
    static FleetTally play(FleetPlan plan, Keys keys, Sessions sessions) throws IOException {
        FleetRun run = new FleetRun(plan, keys, sessions);
        run.schedule();
        Instant end = FleetPlan.START.plus(plan.length);
        for (Event next = run.events.poll(); next != null && next.at.isBefore(end); next = run.events.poll()) {
            run.now = next.at;
            next.act.play();
        }
        return run.tally;
    }

    private void schedule() {
        for (int i = 0; i < plan.nodes; i++) {
            Duration ahead = plan.skew.isZero()
                    ? Duration.ZERO
                    : Duration.ofMillis(chance.nextLong(-plan.skew.toMillis(), plan.skew.toMillis() + 1));
            nodes.add(new Node(ahead, built(ahead, 0)));
        }
        plan.losses.forEach(when -> at(when, () -> nodes.remove(chance.nextInt(nodes.size()))));
        plan.restarts.forEach(when -> roll(when, 0));
        for (int i = 0; i < plan.upgrades.size(); i++) {
            roll(plan.upgrades.get(i), i + 1);
        }
        Duration revoke = plan.revoke;
        if (revoke != null) {
            at(revoke, () -> registered.rotate(secret, true, now));
        }
        for (int i = 0; i < plan.clients; i++) {
            Client client = new Client(client());
            at(Duration.ofMillis(chance.nextLong(plan.pause.toMillis())), () -> visit(client));
        }
    }

    private void at(Duration sinceStart, Act act) {
        events.add(new Event(FleetPlan.START.plus(sinceStart), scheduled++, act));
    }

    private void roll(Duration when, int policy) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            at(when.plus(plan.roll.multipliedBy(i).dividedBy(nodes.size())), () -> {
                node.policy = Math.max(node.policy, policy);
                node.context = built(node.clockAhead, node.policy);
            });
        }
    }

    // ---------------------------------------------------------------- who takes part

    private SSLContext built(Duration clockAhead, int policy) {
        InstantSource clock = () -> now.plus(clockAhead);
        ServerBuilder builder = Reprise.server()
                .identity(CREDENTIALS.keys())
                .clock(clock)
                .secret(keys == Keys.ephemeral && plan.ownStores ? FleetSecret.generate() : secret)
                .ticketKeys(
                        switch (keys) {
                            case derived -> TicketKeys.derived();
                            case register -> registered;
                            case ephemeral -> TicketKeys.isolated();
                        })
                .sessionStore(plan.ownStores ? emptyStore(clock) : shared)
                .ticketMode(sessions == Sessions.STORED ? TicketMode.STORED : TicketMode.STATELESS)
                .lifetime(plan.lifetime)
                .rotate(plan.rotate);
        return (policy == 0 ? builder : builder.context("policy " + policy)).build();
    }

    private static SessionStore emptyStore(InstantSource clock) {
        return new MemorySessionStore(1_000_000, 1L << 30, clock);
    }

    private SSLContext client() {
        return Reprise.client()
                .trust(CREDENTIALS.trust())
                .clock(() -> now)
                .versions(sessions.protocol())
                .sessions(SessionStores.clientMemory())
                .tickets(sessions != Sessions.IDS_12)
                .build();
    }

    // ---------------------------------------------------------------- what they do

    private void visit(Client client) throws SSLException {
        Node node = balanced(client.last);
        Reason reason = handshake(client.context, node.context);
        if (client.last != null) {
            // Whether a store has dropped by now what is over depends on names, which are random.
            boolean over = reason == Reason.UNKNOWN_SESSION && !now.isBefore(client.authenticated.plus(plan.lifetime));
            tally.add(Duration.between(FleetPlan.START, now), over ? Reason.EXPIRED : reason);
        }
        client.authenticated = reason == Reason.RESUMED ? client.authenticated : now;
        client.last = node;
        double pauses = -Math.log(1 - chance.nextDouble());
        Duration pause = Duration.ofMillis(1 + (long) (pauses * plan.pause.toMillis()));
        at(Duration.between(FleetPlan.START, now).plus(pause), () -> visit(client));
    }

    private Node balanced(@Nullable Node last) {
        boolean sticks = chance.nextInt(100) < plan.sticky;
        if (sticks && last != null && nodes.contains(last)) {
            return last;
        }
        return nodes.get(plan.roundRobin ? turn++ % nodes.size() : chance.nextInt(nodes.size()));
    }

    /** The server's reason; where nothing was offered to it, the client's, which knows why. */
    private Reason handshake(SSLContext client, SSLContext server) throws SSLException {
        SSLEngine clientEngine = client.createSSLEngine("localhost", 443);
        clientEngine.setUseClientMode(true);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        new EnginePair(clientEngine, serverEngine, wire).handshake();
        Reason reason = Reprise.resumption(serverEngine).reason();
        return reason == Reason.NO_SESSION_OFFERED
                ? Reprise.resumption(clientEngine).reason()
                : reason;
    }
}
