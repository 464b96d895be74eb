package dev.reprise;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeySource;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.internal.store.KeyFiles;
import dev.reprise.internal.store.KeySpec;
import dev.reprise.session.KeyRegister;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What tickets are sealed with. A key seals for a while ({@code rotate}), then opens for as long as what it sealed may be resumed, plus
 * five minutes for clocks that differ, then is wiped.
 *
 * <table>
 *   <caption>The sources</caption>
 *   <tr><th></th><th>who shares the keys</th><th>who turns them</th><th>forward secrecy</th></tr>
 *   <tr><td>{@link #ephemeral()}</td><td>all contexts of this process</td><td>they turn by themselves</td><td>yes</td></tr>
 *   <tr><td>{@link #derived()}</td><td>all nodes with the secret</td><td>the clock</td><td><b>no</b></td></tr>
 *   <tr><td>{@link #directory}, {@link #file}</td><td>all nodes that have the files</td><td>whoever writes the files</td>
 *       <td>once a file is destroyed everywhere</td></tr>
 *   <tr><td>{@link #register}</td><td>all nodes with the register and the secret</td><td>they turn by themselves</td>
 *       <td>once a key is deleted there, and in its backups</td></tr>
 * </table>
 *
 * <p>A value of this class says which keys; a context opens them with its own {@code rotate} and lifetime.
 */
public final class TicketKeys {
    private final KeySpec spec;

    private TicketKeys(KeySpec spec) {
        this.spec = spec;
    }

    /**
     * Random keys that all contexts of this process share, and nobody else: the default. They outlive a context, so that making a new
     * one to reload a certificate drops no session; sessions of contexts with different policies are kept apart all the same.
     */
    public static TicketKeys ephemeral() {
        return new TicketKeys(new KeySpec.Ephemeral());
    }

    /** Random keys for each context that is made with this value, shared with nobody. */
    public static TicketKeys isolated() {
        return new TicketKeys(new KeySpec.Isolated());
    }

    /**
     * Keys computed from the context's fleet secret and the time: nodes need nothing but the same secret, the same {@code rotate} and
     * clocks that agree to five minutes. <b>No forward secrecy</b>: whoever gets the secret, at any time, opens every ticket
     * that was ever recorded, and with it the early data of those connections.
     */
    public static TicketKeys derived() {
        return new TicketKeys(new KeySpec.Derived());
    }

    /** Like {@link #derived()}, from a secret that is not the context's. <b>No forward secrecy.</b> */
    public static TicketKeys derived(FleetSecret secret) {
        return new TicketKeys(new KeySpec.DerivedOwn(secret.keys()));
    }

    /**
     * The key in a file of 48 or more random bytes, and the one that takes its place. New content opens at once and seals two minutes
     * later, so that by then all nodes have it; this process keeps the key before as long as it is needed. nginx may use
     * the same file, but the two do not open each other's tickets: the bytes are keying material for HKDF.
     */
    public static TicketKeys file(Path file) {
        return new TicketKeys(new KeySpec.InFile(file, KeyFiles.DEFAULT_ANNOUNCEMENT));
    }

    /** Like {@link #file(Path)}, with another announcement: how long new content is there before it seals, 0 to 7 days. */
    public static TicketKeys file(Path file, Duration announcement) {
        return new TicketKeys(new KeySpec.InFile(file, announcement));
    }

    /**
     * The keys in a directory, one a file of 48 or more random bytes, ordered by file name: the last seals, all open. A new file
     * opens at once and seals two minutes later; one that is removed is wiped at once. Files whose names begin with a dot are left
     * out. It may be a mounted Secret of Kubernetes.
     */
    public static TicketKeys directory(Path directory) {
        return new TicketKeys(new KeySpec.InDirectory(directory, KeyFiles.DEFAULT_ANNOUNCEMENT));
    }

    /** Like {@link #directory(Path)}, with another announcement: how long a file is there before its key seals, 0 to 7 days. */
    public static TicketKeys directory(Path directory, Duration announcement) {
        return new TicketKeys(new KeySpec.InDirectory(directory, announcement));
    }

    /**
     * Random keys that all nodes share by a register, in Redis or a database for example, each wrapped under the context's fleet secret. Whichever
     * node is first makes the next key, up to two minutes before it seals, so that by then all have it; when nothing that it sealed lives any longer it
     * is deleted. While the register cannot be reached, the keys that a node knows go on as long as they may; after that it issues no ticket.
     * Nodes look once a second at most, when a client comes, in a task of the handshake.
     *
     * @param register the caller closes it, after the last connection
     */
    public static TicketKeys register(KeyRegister register) {
        return new TicketKeys(new KeySpec.InRegister(register));
    }

    /**
     * The keys that a SPEC names: {@code ephemeral}, {@code file:PATH}, {@code dir:PATH}, {@code derive} (from the context's
     * secret), {@code derive:PATH} (from the secret in that file), or a register that a {@link dev.reprise.session.StoreProvider} on the class path or module
     * path answers to, such as {@code redis://HOST:PORT}, which is opened once a process and lives as long as it.
     *
     * @throws IllegalArgumentException if there are no such keys
     */
    public static TicketKeys of(String spec) {
        return new TicketKeys(KeySpec.parse(spec));
    }

    /**
     * Writes a new ticket key to a file that only its owner can read (0600).
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is a file: a key is never overwritten
     * @throws IOException if it cannot be written
     */
    public static void writeNewKey(Path file) throws IOException {
        KeyFiles.writeNew(file, new SecureRandom());
    }

    /** What a key does. */
    public enum Use {
        /** It opens, and will seal. */
        ANNOUNCED,
        /** It seals, and opens. */
        SEALS,
        /** It opens what it sealed. */
        OPENS
    }

    /**
     * A key, without the key.
     *
     * @param name 32 hexadecimal digits, which every ticket it seals shows too
     * @param sealsFrom from when on it seals or sealed
     * @param sealsUntil when the next key seals; empty where nobody has decided that
     * @param opensUntil when it is wiped; empty where nobody has decided that
     */
    public record Key(
            String name, Use use, Instant sealsFrom, Optional<Instant> sealsUntil, Optional<Instant> opensUntil) {}

    /**
     * How the keys stand.
     *
     * @param source the SPEC they come from
     * @param forwardSecret whether what was sealed stays sealed for good once its key is gone
     * @param nextRotation when another key will seal; empty where nobody has decided that
     * @param keys all that open, the oldest first
     */
    public record Status(String source, boolean forwardSecret, Optional<Instant> nextRotation, List<Key> keys) {
        public Status {
            keys = List.copyOf(keys);
        }
    }

    /**
     * How the keys stand for a context with these settings. For {@link #ephemeral()}, those of this process.
     *
     * @param rotate how long one key seals; more than 0, at most 7 days
     * @param lifetime how long a session may be resumed; more than 0, at most 7 days
     * @throws IllegalStateException for keys that need a secret, {@link #derived()} and those of a {@link #register}
     * @throws java.io.UncheckedIOException if the keys cannot be read
     */
    public Status status(Duration rotate, Duration lifetime, Instant now) {
        return inspected(new KeySchedule(rotate, lifetime), null, now);
    }

    /** Like {@link #status(Duration, Duration, Instant)}, for a context with this secret. Nothing is made by looking. */
    public Status status(FleetSecret secret, Duration rotate, Duration lifetime, Instant now) {
        return inspected(new KeySchedule(rotate, lifetime), secret.keys(), now);
    }

    private Status inspected(KeySchedule schedule, @Nullable MasterKeys secret, Instant now) {
        TicketKeySource source = spec.inspect(schedule, secret, new SecureRandom(), now);
        Status status = status(source, now);
        if (status.keys().isEmpty() && source.problem().isPresent()) {
            throw new UncheckedIOException(new IOException(source.problem().get()));
        }
        return status;
    }

    /**
     * Makes another key seal: a new file in the directory, new content of the file. Nodes take it up by themselves.
     *
     * @param revoke whether what was sealed before stops opening at once
     * @throws UnsupportedOperationException if these keys turn by themselves; the message says what to do instead
     * @throws IllegalStateException for keys that need a secret
     * @throws java.io.UncheckedIOException if the keys cannot be read
     * @throws IOException if the key cannot be written
     */
    public void rotate(boolean revoke, Instant now) throws IOException {
        spec.inspect(KeySchedule.DEFAULT, null, new SecureRandom(), now).rotate(now, revoke);
    }

    /** Like {@link #rotate(boolean, Instant)}, for contexts with this secret: a new key in the register. */
    public void rotate(FleetSecret secret, boolean revoke, Instant now) throws IOException {
        spec.inspect(KeySchedule.DEFAULT, secret.keys(), new SecureRandom(), now)
                .rotate(now, revoke);
    }

    /** The SPEC, without any key. */
    @Override
    public String toString() {
        return spec.describe();
    }

    KeySpec spec() {
        return spec;
    }

    /** How the keys of a context stand. */
    static Status status(TicketKeySource source, Instant now) {
        TicketKeyring ring = source.at(now);
        List<Key> keys = new ArrayList<>();
        for (TicketKey key : ring.all()) {
            Use use = key.equals(ring.sealing()) ? Use.SEALS : key.sealsFrom().isAfter(now) ? Use.ANNOUNCED : Use.OPENS;
            keys.add(
                    new Key(key.hexName(), use, key.sealsFrom(), decided(key.sealsUntil()), decided(key.opensUntil())));
        }
        return new Status(source.describe(), source.forwardSecret(), decided(source.nextRotation(now)), keys);
    }

    private static Optional<Instant> decided(Instant time) {
        return Objects.equals(time, Instant.MAX) ? Optional.empty() : Optional.of(time);
    }
}
