package dev.reprise.internal.engine;

import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.Received;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection's handshake stands: its state, and the task that it waits for. Changed under the connection's inbound lock; where
 * it stands may be read by any thread.
 */
final class Handshaking {
    private final InboundHalf inbound;
    private final Effects effects;
    private final HandshakeProgress progress;
    private final boolean mayHearHelloRequests;
    private final Function<Await<?>, Runnable> tasks;

    private volatile @Nullable HandshakeState state;
    private volatile @Nullable Runnable task;
    private boolean taskTaken;
    /** Whether the task comes before the first message, and the caller has neither been told of it nor taken it. */
    private volatile boolean unannounced;

    /**
     * @param mayHearHelloRequests whether this is a client that may come to speak TLS 1.2
     * @param tasks makes a task of what a handshake waits for
     */
    Handshaking(
            InboundHalf inbound,
            Effects effects,
            HandshakeProgress progress,
            boolean mayHearHelloRequests,
            Function<Await<?>, Runnable> tasks) {
        this.inbound = inbound;
        this.effects = effects;
        this.progress = progress;
        this.mayHearHelloRequests = mayHearHelloRequests;
        this.tasks = tasks;
    }

    boolean hasBegun() {
        return state != null;
    }

    /** Whether nothing of the handshake is still to come. */
    boolean isOver() {
        HandshakeState now = state;
        return task == null && now != null && now.isConnected();
    }

    // ---------------------------------------------------------------- messages

    /** Part of a message came, or several. */
    void messagesCame() {
        HandshakeState before = state();
        advance(() -> before);
    }

    void changeCipherSpecCame() {
        HandshakeState before = state();
        advance(() -> before.onChangeCipherSpec(effects));
    }

    /** Runs a step, then hands on every message that is whole, until the handshake waits for a task. */
    void advance(Supplier<HandshakeState> first) {
        boolean opening = state == null;
        HandshakeState next = first.get();
        state = next;
        while (!(next instanceof Await<?>)) {
            byte[] encoded = inbound.nextMessage(ignoresHelloRequests());
            if (encoded == null) {
                return;
            }
            next = next.on(parse(encoded), effects);
            state = next;
        }
        unannounced = opening;
        taskTaken = false;
        task = tasks.apply((Await<?>) next);
    }

    /** A client that is negotiating already need not be asked to (RFC 5246 section 7.4.1.1). */
    private boolean ignoresHelloRequests() {
        HandshakeState now = state;
        return mayHearHelloRequests
                && progress.version() != ProtocolVersion.TLS13
                && (now == null || !now.isConnected());
    }

    /** Which version's message it is is known once the hellos are; these are the same in both. */
    private Received parse(byte[] encoded) {
        return switch (progress.version()) {
            case ProtocolVersion.TLS13 -> MessageCodec.receive13(encoded);
            case ProtocolVersion.TLS12 -> MessageCodec.receive12(encoded);
            default -> MessageCodec.receiveHello(encoded);
        };
    }

    private HandshakeState state() {
        HandshakeState current = state;
        if (current == null) {
            throw new IllegalStateException("the handshake has not begun");
        }
        return current;
    }

    // ---------------------------------------------------------------- the task

    boolean waits() {
        return task != null;
    }

    boolean waitsFor(Runnable which) {
        return which.equals(task);
    }

    /**
     * Whether the handshake waits for work before its first message, of which the caller has yet to be told by a call's result. Kafka, for one, never
     * comes back to a client that needs a task before it has called anything: the JDK's clients begin with a wrap.
     */
    boolean isUnannounced() {
        return unannounced;
    }

    /** Whether it waits for a task, of which the caller is now told. */
    boolean announce() {
        unannounced = false;
        return waits();
    }

    /** The work the handshake waits for, given out once; null if there is none or it is under way. */
    @Nullable
    Runnable nextTask() {
        unannounced = false;
        Runnable next = taskTaken ? null : task;
        taskTaken = true;
        return next;
    }

    /** @return whether it was this task that the handshake waited for, and now does no more */
    boolean isDone(Runnable which) {
        if (!which.equals(task)) {
            return false;
        }
        task = null;
        return true;
    }

    // ---------------------------------------------------------------- ends

    /** The connection fails; what was kept of it may have to go. */
    void failed() {
        HandshakeState last = state;
        if (last != null) {
            last.failed(effects);
        }
    }

    /** Nothing is read any more: what secrets the state still has are wiped. */
    void discard() {
        HandshakeState last = state;
        if (last != null) {
            last.discard();
        }
    }
}
