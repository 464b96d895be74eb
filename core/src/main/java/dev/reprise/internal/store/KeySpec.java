package dev.reprise.internal.store;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.TicketKeySource;
import dev.reprise.session.KeyRegister;
import dev.reprise.session.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which ticket keys, before it is known how they turn: what {@code --ticket-keys}, a property or a builder says. The source is
 * opened with the context's settings.
 */
public sealed interface KeySpec {
    /** What a SPEC may be, for messages. */
    String EXPECTED = "ephemeral, file:PATH, dir:PATH, derive or derive:PATH";

    /**
     * Opens the source.
     *
     * @param secret the fleet's, if it has one
     * @param random for keys made here
     * @throws IllegalStateException if keys are to be derived from a secret that is not there
     * @throws UncheckedIOException if files cannot be read or hold no key
     */
    TicketKeySource open(KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now);

    /**
     * Opens the source for an operator, who looks and turns the keys, and makes none by looking.
     *
     * @throws IllegalStateException if a secret is needed and there is none
     * @throws UncheckedIOException if files cannot be read or hold no key
     */
    default TicketKeySource inspect(
            KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
        return open(schedule, secret, random, now);
    }

    /** The SPEC as it would be written; without a password. */
    String describe();

    /**
     * Reads a SPEC.
     *
     * @throws IllegalArgumentException if there are no such keys
     */
    static KeySpec parse(String spec) {
        int colon = spec.indexOf(':');
        String scheme = colon < 0 ? spec : spec.substring(0, colon);
        String rest = colon < 0 ? "" : spec.substring(colon + 1);
        return switch (scheme) {
            case "ephemeral" -> rest.isEmpty() && colon < 0 ? new Ephemeral() : unknown(spec);
            case "derive" -> colon < 0 ? new Derived() : new DerivedFrom(path(spec, rest));
            case "file" -> new InFile(path(spec, rest), KeyFiles.DEFAULT_ANNOUNCEMENT);
            case "dir" -> new InDirectory(path(spec, rest), KeyFiles.DEFAULT_ANNOUNCEMENT);
            default -> StoreSpec.isProvided(spec) ? new Provided(spec) : unknown(spec);
        };
    }

    private static KeySpec unknown(String spec) {
        throw new IllegalArgumentException("no ticket keys are called \"" + StoreSpec.withoutPassword(spec)
                + "\": expected " + EXPECTED + StoreSpec.others());
    }

    private static Path path(String spec, String rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("\"" + spec + "\" lacks its path: expected " + EXPECTED);
        }
        return Path.of(rest);
    }

    /** The random keys that all contexts of the process share. */
    record Ephemeral() implements KeySpec {
        @Override
        public TicketKeySource open(
                KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
            return ProcessWide.keys(schedule, random);
        }

        @Override
        public String describe() {
            return "ephemeral";
        }
    }

    /** Random keys for one context alone. */
    record Isolated() implements KeySpec {
        @Override
        public TicketKeySource open(
                KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
            return new EphemeralKeys(schedule, random);
        }

        @Override
        public String describe() {
            return "ephemeral";
        }
    }

    /** By time, from the fleet's secret. */
    record Derived() implements KeySpec {
        @Override
        public TicketKeySource open(
                KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
            if (secret == null) {
                throw new IllegalStateException(
                        "ticket keys are to be derived, but there is no fleet secret: name one, or use derive:PATH");
            }
            return new DerivedKeys(secret, schedule, describe());
        }

        @Override
        public String describe() {
            return "derive";
        }
    }

    /** By time, from a secret that is not the fleet's. */
    record DerivedOwn(MasterKeys own) implements KeySpec {
        @Override
        public TicketKeySource open(
                KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
            return new DerivedKeys(own, schedule, describe());
        }

        @Override
        public String describe() {
            return "derive";
        }
    }

    /** By time, from the secret in a file. */
    record DerivedFrom(Path file) implements KeySpec {
        @Override
        public TicketKeySource open(
                KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
            try {
                return new DerivedKeys(SecretFile.read(file), schedule, describe());
            } catch (IOException e) {
                throw new UncheckedIOException("no secret to derive ticket keys from: " + e.getMessage(), e);
            }
        }

        @Override
        public String describe() {
            return "derive:" + file;
        }
    }

    /** In a file. */
    record InFile(Path file, Duration announcement) implements KeySpec {
        @Override
        public TicketKeySource open(
                KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
            return new FileKeys(file, schedule, announcement, random, now);
        }

        @Override
        public String describe() {
            return "file:" + file;
        }
    }

    /** In the files of a directory. */
    record InDirectory(Path directory, Duration announcement) implements KeySpec {
        @Override
        public TicketKeySource open(
                KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
            return new DirectoryKeys(directory, schedule, announcement, random, now);
        }

        @Override
        public String describe() {
            return "dir:" + directory;
        }
    }

    /** In a register that all nodes share. */
    record InRegister(KeyRegister register) implements KeySpec {
        @Override
        public TicketKeySource open(
                KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
            return new RegisterKeys(register, schedule, needed(secret, describe()), random, now);
        }

        @Override
        public TicketKeySource inspect(
                KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
            return RegisterKeys.forAnOperator(register, needed(secret, describe()), random, now);
        }

        @Override
        public String describe() {
            return register.toString();
        }

        private static MasterKeys needed(@Nullable MasterKeys secret, String where) {
            if (secret == null) {
                throw new IllegalStateException("ticket keys in " + where
                        + " lie outside of this process: they need a fleet secret, under which they are wrapped");
            }
            return secret;
        }
    }

    /** In the register that a provider opens: once a process, and for as long as it lives, since nobody else could close it. */
    record Provided(String spec) implements KeySpec {
        private static final Map<String, KeyRegister> OPEN = new ConcurrentHashMap<>();

        @Override
        public TicketKeySource open(
                KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
            return register(secret).open(schedule, secret, random, now);
        }

        @Override
        public TicketKeySource inspect(
                KeySchedule schedule, @Nullable MasterKeys secret, SecureRandom random, Instant now) {
            return register(secret).inspect(schedule, secret, random, now);
        }

        @Override
        public String describe() {
            return StoreSpec.withoutPassword(spec);
        }

        private InRegister register(@Nullable MasterKeys secret) {
            InRegister.needed(secret, describe());
            return new InRegister(OPEN.computeIfAbsent(spec, Provided::opened));
        }

        private static KeyRegister opened(String spec) {
            try {
                return StoreSpec.openRegister(spec);
            } catch (StoreException e) {
                throw new UncheckedIOException(
                        new IOException("the register of ticket keys cannot be opened: " + e.getMessage(), e));
            }
        }

        @Override
        public String toString() {
            return "Provided[" + describe() + "]";
        }
    }
}
