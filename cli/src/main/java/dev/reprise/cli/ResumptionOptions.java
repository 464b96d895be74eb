package dev.reprise.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a server can be told about resumption. */
final class ResumptionOptions {
    @Option(
            names = "--store",
            paramLabel = "SPEC",
            defaultValue = "memory",
            description =
                    "Where session state is kept: memory, none, or file:PATH (a directory that other processes of this"
                            + " machine may share, and that outlives a restart), redis://HOST:PORT[/DB] or jdbc:... (which the"
                            + " nodes of a fleet share), or what another module on the class path answers to. Default:"
                            + " memory.")
    String store = "memory";

    @Option(
            names = "--tickets",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether clients may carry the state, sealed, in a ticket. Without tickets they carry"
                    + " references into the store. Default: --tickets.")
    boolean tickets = true;

    @Option(
            names = "--tls13-tickets",
            paramLabel = "stateless|stored",
            defaultValue = "stateless",
            description = "stateless: a ticket carries the sealed state. stored: it is a reference into the store that"
                    + " works once. Default: stateless.")
    TicketMode mode = TicketMode.stateless;

    @Option(
            names = "--ticket-keys",
            paramLabel = "SPEC",
            defaultValue = "ephemeral",
            description =
                    "What seals tickets: ephemeral (random, of this process), file:PATH (one key), dir:PATH (a key a"
                            + " file, the last by name seals), derive (computed by time from --secret, the same on all nodes; no"
                            + " forward secrecy: who gets the secret opens all tickets ever recorded), derive:PATH (from a secret"
                            + " of its own), or a register (redis://HOST:PORT[/DB], jdbc:..., or another module's on the class"
                            + " path), in which the nodes make random keys and turn them by themselves. Default:"
                            + " ephemeral.")
    String ticketKeys = "ephemeral";

    @Option(
            names = "--rotate",
            paramLabel = "DURATION",
            converter = Durations.class,
            defaultValue = "6h",
            description = "How long one ticket key seals; 7d at most. Default: 6h.")
    Duration rotate = Duration.ofHours(6);

    @Option(
            names = "--expire",
            paramLabel = "DURATION",
            converter = Durations.class,
            defaultValue = "6h",
            description = "How long a session may be resumed; 7d at most. Default: 6h.")
    Duration expire = Duration.ofHours(6);

    @Option(
            names = "--ticket-count",
            paramLabel = "N",
            defaultValue = "2",
            description = "Tickets after a handshake, 0 to 32, unless the client asks for a number (RFC 9149)."
                    + " Default: 2.")
    int ticketCount = 2;

    @Option(
            names = "--secret",
            paramLabel = "FILE",
            description = "The fleet's secret, made by 'reprise keys new-secret' or 32 or more random bytes: seals what"
                    + " leaves the process for a store or a register, which need it where other machines share them. With"
                    + " --store file:PATH one is made at PATH.secret if none is"
                    + " given.")
    @Nullable
    Path secret;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Sessions of another context are refused. Default: none.")
    @Nullable
    String context;

    @Option(
            names = "--revalidate",
            paramLabel = "expiry|full",
            defaultValue = "expiry",
            description = "What the client certificates of a resumed session go through again: expiry, whether they"
                    + " have expired; full, the whole judgement. Default: expiry.")
    Revalidate revalidate = Revalidate.expiry;

    @Option(
            names = "--psk-ke",
            description = "Allow resumption without a new key exchange, where the client allows it too: cheaper, and"
                    + " without forward secrecy.")
    boolean pskKe;

    /** Names as the command line writes them. */
    enum TicketMode {
        stateless,
        stored
    }

    /** Names as the command line writes them. */
    enum Revalidate {
        expiry,
        full
    }
}
