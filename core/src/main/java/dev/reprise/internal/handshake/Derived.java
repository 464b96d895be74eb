package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.Secret;
import java.util.ArrayList;
import java.util.List;

/**
 * The secrets that one step of a handshake derives. What is handed on lives as long as whoever takes it; if the step does not come to its end,
 * nothing of it stays behind.
 *
 * <pre>{@code
 * try (Derived derived = new Derived()) {
 *     Secret shared = derived.passing(answer.secret());
 *     Secret client = derived.lasting(schedule.clientTraffic(hash));
 *     effects.installReadKeys(suite, Secret.copyOf(client)); // may refuse: then both are gone
 *     return derived.done(new ExpectFinished(client));       // else only the shared one
 * }
 * }</pre>
 */
public final class Derived implements AutoCloseable {
    private final List<Secret> passing = new ArrayList<>(2);
    private final List<Runnable> undo = new ArrayList<>(4);

    /** A secret that this step alone needs. */
    public Secret passing(Secret secret) {
        passing.add(secret);
        return secret;
    }

    /** A secret that is handed on. */
    public Secret lasting(Secret secret) {
        undo.add(secret::destroy);
        return secret;
    }

    /**
     * Something with secrets in it that is handed on.
     *
     * @param destroy destroys them; does no harm where they are destroyed already
     */
    public <T> T lasting(T holder, Runnable destroy) {
        undo.add(destroy);
        return holder;
    }

    /** The step has come to its end: what lasts belongs to what follows. */
    public <T> T done(T next) {
        undo.clear();
        return next;
    }

    @Override
    public void close() {
        passing.forEach(Secret::destroy);
        undo.forEach(Runnable::run);
    }
}
