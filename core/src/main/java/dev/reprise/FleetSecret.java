package dev.reprise;

import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.store.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * What the nodes of a fleet share: it seals what leaves a process for a store, names it there, and tags session IDs, each under
 * a key of its own.
 *
 * <p>In a file it is text, one secret a line, {@code reprise-secret-v1:} and 32 random bytes in base64url; empty lines and lines
 * that begin with {@code #} say nothing. A file of 32 or more raw bytes is taken as one secret. The first secret seals, all open. To
 * change it: add the new one last on every node; then move it first; then, after the longest lifetime of a session, remove the old
 * one.
 *
 * <p><b>Whoever has it</b> can read every session in a store that he can read, and, with {@link TicketKeys#derived()}, every ticket
 * ever recorded. It never appears in an exception, a log or {@link #toString()}.
 */
public final class FleetSecret {
    private final MasterKeys keys;

    private FleetSecret(MasterKeys keys) {
        this.keys = keys;
    }

    /**
     * Reads the file. Logs a warning ({@code dev.reprise.keys}) if other users of the machine may read it.
     *
     * @throws IOException if it cannot be read or holds no secret: the message says what was expected, never what was there
     */
    public static FleetSecret read(Path file) throws IOException {
        return new FleetSecret(SecretFile.read(file));
    }

    /**
     * Reads the file, and makes it first if it is not there: what a store on one machine needs that was given no secret.
     * Of several processes that do this at once, one makes it and all read that.
     *
     * @throws IOException if it cannot be made or read, or holds no secret
     */
    public static FleetSecret readOrMake(Path file) throws IOException {
        return new FleetSecret(SecretFile.readOrMake(file, new SecureRandom()));
    }

    /** A new secret that is written nowhere: for a process whose sessions need not outlive it, and for tests. */
    public static FleetSecret generate() {
        return new FleetSecret(MasterKeys.ephemeral(new SecureRandom()));
    }

    /**
     * Writes a new secret to a file that only its owner can read (0600).
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is a file: a secret is never overwritten
     * @throws IOException if it cannot be written
     */
    public static void writeNew(Path file) throws IOException {
        SecretFile.writeNew(file, new SecureRandom());
    }

    /** How many secrets it has; the first seals. */
    public int count() {
        return keys.generations().size();
    }

    MasterKeys keys() {
        return keys;
    }

    @Override
    public String toString() {
        return "FleetSecret[" + count() + (count() == 1 ? " secret]" : " secrets]");
    }
}
