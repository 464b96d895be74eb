package dev.reprise.cli;

import dev.reprise.FleetSecret;
import dev.reprise.TicketKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise keys}: makes, shows and turns what tickets and stores are sealed with. No key is ever printed. */
@Command(
        name = "keys",
        description = "Make, show and rotate what tickets and stored sessions are sealed with. Never prints a key.",
        synopsisSubcommandLabel = "(new-secret FILE | new FILE | show SPEC | rotate SPEC [--revoke])",
        footer = {
            "",
            "A SPEC is file:PATH, dir:PATH, derive:PATH or a register, as in serve --ticket-keys.",
            "See also: reprise keys show --help"
        })
final class KeysCommand {
    private static final String SPEC = "file:PATH (one key), dir:PATH (a directory of keys), derive:PATH (keys"
            + " computed from the fleet's secret in PATH), or a register of another module.";

    private final Console console;

    @Mixin
    @SuppressWarnings("UnusedVariable") // the options are read by whoever runs the command
    private OutputOptions output = new OutputOptions();

    KeysCommand(Console console) {
        this.console = console;
    }

    @Command(
            name = "new-secret",
            description = "Make a fleet's secret: 32 random bytes in a text file of mode 0600."
                    + " Give every node the same, with serve --secret. A file that is there is never written over.")
    int newSecret(
            @Mixin OutputOptions how, @Parameters(paramLabel = "FILE", description = "Where to put it.") Path file) {
        return make(how, "secret", file, FleetSecret::writeNew);
    }

    @Command(
            name = "new",
            description =
                    "Make a ticket key: random bytes in a file of mode 0600, for --ticket-keys file:PATH, or in the"
                            + " directory of dir:PATH, where the last file by name seals. A file that is there is never written"
                            + " over.")
    int newKey(@Mixin OutputOptions how, @Parameters(paramLabel = "FILE", description = "Where to put it.") Path file) {
        return make(how, "ticket key", file, TicketKeys::writeNewKey);
    }

    @Command(
            name = "show",
            description = "Show the ticket keys of a SPEC: names, what seals, what still opens and until when, the next"
                    + " rotation, and whether there is forward secrecy. Never a key.",
            footer = {
                "",
                "Forward secrecy: with derive:PATH there is none. Whoever gets the secret, at any time, opens every",
                "ticket that was ever recorded. With file: and dir: there is, once a file is destroyed everywhere;",
                "with a register once a key is deleted from it, which its nodes do, and from its backups.",
                "Shown is what a node sees that starts now: a file's content has no history, so that a key which was put",
                "there just now seals here, while nodes that know the one before let it seal two minutes later."
            })
    int show(
            @Mixin OutputOptions how,
            @Mixin Schedule schedule,
            @Mixin Secret secret,
            @Parameters(paramLabel = "SPEC", description = SPEC) String spec) {
        Instant now = Instant.now();
        Duration rotate = Durations.atMostAWeek("--rotate", schedule.rotate);
        Duration expire = Durations.atMostAWeek("--expire", schedule.expire);
        Named keys = keys(spec, secret);
        TicketKeys.Status status = asking(keys, () -> keys.status(rotate, expire, now));
        if (how.json) {
            console.json(fields(status));
        } else {
            console.print(text(status, now));
        }
        return 0;
    }

    @Command(
            name = "rotate",
            description = "Make another key seal, now: a new file in dir:PATH, new content in file:PATH,"
                    + " another random key in a register. Nodes that use it take it up by themselves: it opens at once"
                    + " and seals two minutes later, so that every node has it by then.",
            footer = {"", "Keys of derive:PATH turn by the clock; to revoke them, change the secret."})
    int rotate(
            @Mixin OutputOptions how,
            @Parameters(paramLabel = "SPEC", description = "file:PATH, dir:PATH or a register.") String spec,
            @Mixin Secret secret,
            @Option(
                            names = "--revoke",
                            description = "What older keys sealed stops opening at once: each client makes one full"
                                    + " handshake.")
                    boolean revoke) {
        Instant now = Instant.now();
        Named keys = keys(spec, secret);
        TicketKeys.Status status = asking(keys, () -> {
            keys.rotate(revoke, now);
            return keys.status(Duration.ofHours(6), Duration.ofHours(6), now);
        });
        if (how.json) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("event", "rotated");
            fields.put("revoked", revoke);
            fields.put("source", status.source());
            fields.put("keys", list(status));
            console.json(fields);
        } else {
            console.print("rotated " + status.source() + (revoke ? "; older keys open nothing any more" : ""));
            console.print(text(status, now));
        }
        return 0;
    }

    /** By which settings keys turn: those of the nodes that use them. */
    static final class Schedule {
        @Option(
                names = "--rotate",
                paramLabel = "DURATION",
                converter = Durations.class,
                defaultValue = "6h",
                description = "serve's --rotate, on which derived keys depend. Default: ${DEFAULT-VALUE}.")
        private Duration rotate = Duration.ofHours(6);

        @Option(
                names = "--expire",
                paramLabel = "DURATION",
                converter = Durations.class,
                defaultValue = "6h",
                description = "serve's --expire, on which it depends how long a key opens. Default: ${DEFAULT-VALUE}.")
        private Duration expire = Duration.ofHours(6);
    }

    /** The fleet's. */
    static final class Secret {
        @Option(
                names = "--secret",
                paramLabel = "FILE",
                description =
                        "The fleet's secret, as serve has it: needed for the keys of a register, which are wrapped"
                                + " under it, and for derive without a PATH.")
        private @Nullable Path file;
    }

    private int make(OutputOptions how, String what, Path file, Maker maker) {
        try {
            maker.make(file);
        } catch (FileAlreadyExistsException e) {
            throw Failure.wrongUsage(file + " is there already, and is never written over");
        } catch (IOException e) {
            throw Failure.wrongUsage("no " + what + " was made", e);
        }
        if (how.json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("event", "made");
            fields.put("what", what.replace(' ', '_'));
            fields.put("file", file.toString());
            console.json(fields);
        } else {
            console.print("made a " + what + ", readable by its owner only: " + file);
        }
        return 0;
    }

    @FunctionalInterface
    private interface Maker {
        void make(Path file) throws IOException;
    }

    /** Keys, and the secret that those need which are not of one machine. */
    private record Named(TicketKeys keys, Optional<FleetSecret> secret) {
        TicketKeys.Status status(Duration rotate, Duration expire, Instant now) {
            return secret.isPresent()
                    ? keys.status(secret.get(), rotate, expire, now)
                    : keys.status(rotate, expire, now);
        }

        void rotate(boolean revoke, Instant now) throws IOException {
            if (secret.isPresent()) {
                keys.rotate(secret.get(), revoke, now);
            } else {
                keys.rotate(revoke, now);
            }
        }
    }

    private static Named keys(String spec, Secret secret) {
        if (spec.equals("ephemeral")) {
            throw Failure.wrongUsage("ephemeral keys live and die in the process that uses them; name others");
        }
        if (spec.equals("derive") && secret.file == null) {
            throw Failure.wrongUsage("name the secret to derive from: derive:PATH, or --secret FILE");
        }
        if (FleetSecrets.isShared(spec)) {
            CommandLog.hushOthers();
        }
        TicketKeys keys;
        try {
            keys = TicketKeys.of(spec);
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage(Explanation.of(e));
        }
        if (FleetSecrets.isShared(spec) && secret.file == null) {
            throw Failure.wrongUsage(keys + " needs --secret FILE: its keys are wrapped under the fleet's secret");
        }
        return new Named(keys, FleetSecrets.named(secret.file));
    }

    @FunctionalInterface
    private interface Question {
        TicketKeys.Status answer() throws IOException;
    }

    private static TicketKeys.Status asking(Named named, Question question) {
        String keys = named.keys.toString();
        try {
            return question.answer();
        } catch (UncheckedIOException e) {
            throw Failure.wrongUsage(keys, e.getCause() instanceof FileSystemException file ? file : e);
        } catch (IOException e) {
            throw Failure.wrongUsage(keys, e);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw Failure.wrongUsage(Explanation.of(e));
        }
    }

    private static Map<String, @Nullable Object> fields(TicketKeys.Status status) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("event", "keys");
        fields.put("source", status.source());
        fields.put("forward_secrecy", status.forwardSecret());
        fields.put("next_rotation", text(status.nextRotation()));
        fields.put("keys", list(status));
        return fields;
    }

    private static List<Map<String, @Nullable Object>> list(TicketKeys.Status status) {
        List<Map<String, @Nullable Object>> keys = new ArrayList<>();
        for (TicketKeys.Key key : status.keys()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("name", key.name());
            fields.put("use", use(key.use()));
            fields.put("seals_from", text(Optional.of(key.sealsFrom())));
            fields.put("seals_until", text(key.sealsUntil()));
            fields.put("opens_until", text(key.opensUntil()));
            keys.add(fields);
        }
        return keys;
    }

    private static String use(TicketKeys.Use use) {
        return switch (use) {
            case ANNOUNCED -> "announced";
            case SEALS -> "seals";
            case OPENS -> "opens";
        };
    }

    private static @Nullable String text(Optional<Instant> time) {
        return time.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null);
    }

    private static String text(TicketKeys.Status status, Instant now) {
        Table table = new Table("key", "use", "seals from", "seals until", "opens until");
        for (TicketKeys.Key key : status.keys()) {
            table.row(
                    key.name(),
                    use(key.use()),
                    when(Optional.of(key.sealsFrom()), now),
                    when(key.sealsUntil(), now),
                    when(key.opensUntil(), now));
        }
        return "source          " + status.source() + "\nforward secrecy "
                + (status.forwardSecret()
                        ? "yes, once a key is gone everywhere"
                        : "no: whoever gets the secret opens every ticket ever recorded")
                + "\nnext rotation   " + when(status.nextRotation(), now) + "\n\n" + table;
    }

    private static String when(Optional<Instant> time, Instant now) {
        if (time.isEmpty()) {
            return "when you say so";
        }
        Instant at = time.get().truncatedTo(ChronoUnit.SECONDS);
        return at.isBefore(now)
                ? at + " (" + Durations.rough(Duration.between(at, now)) + " ago)"
                : at + " (in " + Durations.rough(Duration.between(now, at)) + ")";
    }
}
