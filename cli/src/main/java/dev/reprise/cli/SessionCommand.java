package dev.reprise.cli;

import dev.reprise.SessionStores;
import dev.reprise.session.TlsSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code reprise session}: what a session file holds, without what makes it secret. */
@Command(
        name = "session",
        description = "Look into a session file, as connect --session writes it. Never shows the secret or the ticket.",
        synopsisSubcommandLabel = "show FILE")
final class SessionCommand {
    private final Console console;

    @Mixin
    @SuppressWarnings("UnusedVariable") // the options are read by whoever runs the command
    private OutputOptions output = new OutputOptions();

    SessionCommand(Console console) {
        this.console = console;
    }

    @Command(
            name = "show",
            description =
                    "Show what a session file holds: the server, and for each session protocol, cipher, when it was"
                            + " issued and expires, the length of its ticket and how much 0-RTT the server takes. Nothing is"
                            + " taken from the file. With --json, one line for each session.")
    int show(
            @Mixin OutputOptions how,
            @Parameters(paramLabel = "FILE", description = "As connect --session wrote it.") Path file) {
        SessionStores.ClientFile held;
        try {
            held = SessionStores.describeClientFile(file);
        } catch (IOException e) {
            throw Failure.wrongUsage("no sessions in " + file, e);
        } catch (IllegalArgumentException e) {
            throw Failure.failed("no sessions in " + file, e);
        }
        Instant now = Instant.now();
        if (how.json) {
            held.sessions().forEach(session -> console.json(fields(held, session, now)));
        } else {
            console.print(text(held, now));
        }
        return 0;
    }

    private static Map<String, @Nullable Object> fields(
            SessionStores.ClientFile held, TlsSession session, Instant now) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("event", "session");
        fields.put("host", held.host());
        fields.put("port", held.port());
        fields.put("server_name", session.serverName().orElse(null));
        fields.put("protocol", session.protocol());
        fields.put("cipher", session.cipherSuite());
        fields.put("alpn", session.applicationProtocol().orElse(null));
        fields.put("authenticated", time(session.origin().authenticatedAt()));
        fields.put("issued", time(session.issuedAt()));
        fields.put("expires", time(session.expiresAt()));
        fields.put("expired", !session.expiresAt().isAfter(now));
        fields.put("mechanism", mechanism(session));
        fields.put("ticket_bytes", session.ticketLength());
        fields.put("early_data_bytes", session.maxEarlyData());
        return fields;
    }

    private static String text(SessionStores.ClientFile held, Instant now) {
        StringBuilder text = new StringBuilder("server    " + new HostPort(held.host(), held.port()) + "\nsessions  "
                + held.sessions().size());
        if (held.unreadable() > 0) {
            text.append(", and ").append(held.unreadable()).append(" that this version cannot read");
        }
        if (!held.sessions().isEmpty()) {
            Table table = new Table("protocol", "by", "cipher", "name", "issued", "expires", "ticket", "0-RTT");
            for (TlsSession session : held.sessions()) {
                table.row(
                        session.protocol(),
                        mechanism(session),
                        session.cipherSuite(),
                        session.serverName().orElse("none"),
                        time(session.issuedAt()),
                        time(session.expiresAt()) + left(session.expiresAt(), now),
                        session.ticketLength() + " B",
                        session.maxEarlyData() + " B");
            }
            text.append("\n\n").append(table);
        }
        return text.toString();
    }

    /** In the words of a handshake's line, from a client's side. */
    private static String mechanism(TlsSession session) {
        if (session.protocol().equals("TLSv1.3")) {
            return "psk";
        }
        return session.ticketLength() > 0 ? "ticket" : "session_id";
    }

    private static String left(Instant expires, Instant now) {
        return expires.isAfter(now) ? " (in " + Durations.rough(Duration.between(now, expires)) + ")" : " (expired)";
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
