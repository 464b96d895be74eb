package dev.reprise.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a fleet in a box is made of and what befalls it: the options of {@code ./bench/run fleet}. */
final class FleetPlan {
    /** The clock begins at a midnight, always the same: derived keys turn by it. */
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Where the keys of tickets come from: the fleet's secret and the time, a register that all nodes share, or the node itself. */
    enum Keys {
        derived,
        register,
        ephemeral
    }

    /** What a client returns with. */
    enum Sessions {
        TICKETS("1.3-tickets", "TLSv1.3"),
        STORED("1.3-stored", "TLSv1.3"),
        TICKETS_12("1.2-tickets", "TLSv1.2"),
        IDS_12("1.2-ids", "TLSv1.2");

        private final String word;
        private final String protocol;

        Sessions(String word, String protocol) {
            this.word = word;
            this.protocol = protocol;
        }

        String protocol() {
            return protocol;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes. Default: 10.")
    int nodes = 10;

    @Option(names = "--clients", paramLabel = "N", description = "How many clients. Default: 100.")
    int clients = 100;

    private static final String EACH_ONE = "${COMPLETION-CANDIDATES}; several make a row each. Default: ";

    @Option(names = "--keys", split = ",", paramLabel = "KEYS", description = EACH_ONE + "all.")
    List<Keys> keys = List.of(Keys.values());

    @Option(names = "--sessions", split = ",", paramLabel = "SESSIONS", description = EACH_ONE + "1.3-tickets.")
    List<Sessions> sessions = List.of(Sessions.TICKETS);

    @Option(
            names = "--own-stores",
            description = "Each node keeps sessions in its memory, not in a store of the fleet.")
    boolean ownStores;

    @Option(names = "--round-robin", description = "Clients go from node to node in turn, not to any at random.")
    boolean roundRobin;

    @Option(names = "--sticky", paramLabel = "PERCENT", description = "Of the visits go where the client was before.")
    int sticky;

    @Option(names = "--for", paramLabel = "DURATION", description = "How long it goes. Default: 1d.")
    Duration length = Duration.ofDays(1);

    @Option(
            names = "--pause",
            paramLabel = "DURATION",
            description = "Between a client's visits, on average. Default: 30m.")
    Duration pause = Duration.ofMinutes(30);

    @Option(names = "--lifetime", paramLabel = "DURATION", description = "Of sessions. Default: 6h.")
    Duration lifetime = Duration.ofHours(6);

    @Option(names = "--rotate", paramLabel = "DURATION", description = "How long a key seals. Default: 6h.")
    Duration rotate = Duration.ofHours(6);

    @Option(
            names = "--skew",
            paramLabel = "DURATION",
            description = "Nodes' clocks are off, by this at most, either way.")
    Duration skew = Duration.ZERO;

    @Option(names = "--restart", split = ",", paramLabel = "WHEN", description = "Nodes are built anew, one by one.")
    List<Duration> restarts = List.of();

    @Option(names = "--upgrade", split = ",", paramLabel = "WHEN", description = "The same, with another policy.")
    List<Duration> upgrades = List.of();

    @Option(names = "--roll", paramLabel = "DURATION", description = "Until all nodes are built anew. Default: 30m.")
    Duration roll = Duration.ofMinutes(30);

    @Option(names = "--lose", split = ",", paramLabel = "WHEN", description = "A node is gone, and what it held.")
    List<Duration> losses = List.of();

    @Option(names = "--revoke", paramLabel = "WHEN", description = "Of a register: what was sealed opens nothing more.")
    @Nullable
    Duration revoke;

    @Option(names = "--each", paramLabel = "DURATION", description = "A row for each such time, not one for all of it.")
    @Nullable
    Duration each;

    @Option(names = "--seed", paramLabel = "N", description = "The same seed, the same table. Default: 1.")
    long seed = 1;

    /** @throws IllegalArgumentException if it cannot be played */
    void check() {
        require(nodes >= 1 && clients >= 1, "--nodes and --clients: expected 1 or more");
        require(sticky >= 0 && sticky <= 100, "--sticky: expected 0 to 100");
        require(losses.size() < nodes, "--lose: expected fewer times than there are nodes");
        require(revoke == null || keys.equals(List.of(Keys.register)), "--revoke: expected --keys register, no other");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** {@code 90s}, {@code 15m}, {@code 6h}, {@code 7d}. */
    static final class Durations implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            boolean known = text.matches("[1-9][0-9]{0,5}[smhd]");
            if (!known) {
                throw new TypeConversionException("'" + text + "' is no duration: write 90s, 15m, 6h or 7d");
            }
            return Duration.parse(text.endsWith("d") ? "P" + text : "PT" + text);
        }
    }
}
