package dev.reprise.cli.demo;

import dev.reprise.TicketKeys;
import dev.reprise.cli.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What must not be resumed, and why: each a session that was good a moment ago. Every refusal is a full handshake, not an error. */
final class Refusals {
    private static final Duration SHORT = Duration.ofSeconds(3);

    /** A node looks at the files of its keys once a second. */
    private static final Duration UNTIL_KEYS_ARE_READ = Duration.ofMillis(1_500);

    private final Stage stage;
    private final Report report;
    private final Table table = new Table("", "offered", "resumed", "the node says", "the client says");

    Refusals(Stage stage, Report report) {
        this.stage = stage;
        this.report = report;
    }

    /** A single-use ticket that was copied before it was used is shown again. */
    void usedTwice(Path copy) throws IOException, InterruptedException {
        report.progress("refused: a single-use ticket for the second time");
        Stage.Node node = stage.node(Mechanism.STORED.options(stage.file("store")));
        if (stage.sabotage() == Sabotage.REFUSALS) {
            stage.connect(node, copy, DemoPki.NAME); // takes the used one, so that the next one is good
        }
        Meeting meeting = stage.connect(node, copy, DemoPki.NAME);
        judge("single-use ticket used before", meeting, true, List.of("already_used", "unknown_session"));
        stage.stop(node);
    }

    /** Sessions of one node, whose ticket keys are in a directory, at nodes that must not take them. */
    void others() throws IOException, InterruptedException {
        Path keys = Files.createDirectory(stage.file("keys"));
        TicketKeys.writeNewKey(keys.resolve("1.key"));
        String spec = "dir:" + keys;
        report.progress("refusals: nodes of other policies start, with the same ticket keys");
        Stage.Node issuer = stage.node("--ticket-keys", spec);
        Stage.Node other = stage.node(unlessSabotaged(spec, "--context", "other"));
        Stage.Node hasty = stage.node(unlessSabotaged(spec, "--expire", SHORT.toSeconds() + "s"));
        Path session = stage.file("refusals.session");
        Instant issued = Instant.now();
        stage.connect(issuer, session, DemoPki.NAME);

        report.progress("refused: a session of another context");
        judge(
                "session of another context",
                stage.connect(other, copyOf(session), DemoPki.NAME),
                true,
                List.of("context_mismatch"));
        report.progress("refused: a session made under one server name, offered under another");
        judge(
                "session of another server name",
                stage.sabotage() == Sabotage.REFUSALS
                        ? stage.connect(issuer, copyOf(session), DemoPki.NAME)
                        : stage.lie(issuer, copyOf(session)),
                true,
                List.of("server_name_mismatch"));
        report.progress("refused: a session older than its node allows");
        waitUntil(issued.plus(SHORT).plusMillis(500));
        judge(
                "older than --expire " + SHORT.toSeconds() + "s",
                stage.connect(hasty, copyOf(session), DemoPki.NAME),
                true,
                List.of("expired"));
        report.progress("not offered: a session past the lifetime it was issued with");
        Path brief = stage.file("brief.session");
        stage.connect(hasty, brief, DemoPki.NAME);
        waitUntil(Instant.now().plus(SHORT).plusMillis(500));
        Meeting late = stage.connect(hasty, brief, DemoPki.NAME);
        judge("past its lifetime", late, false, List.of("no_session_offered"));
        report.check(
                "the client of an expired session says " + late.client("reason"),
                late.client("reason").equals("expired"));

        report.progress("refused: a ticket whose key was retired (keys rotate --revoke)");
        if (stage.sabotage() != Sabotage.REFUSALS) {
            TicketKeys.of(spec).rotate(true, Instant.now());
        }
        waitUntil(Instant.now().plus(UNTIL_KEYS_ARE_READ));
        judge(
                "ticket whose key was retired",
                stage.connect(issuer, copyOf(session), DemoPki.NAME),
                true,
                List.of("unknown_ticket_key"));
        stage.stop(List.of(issuer, other, hasty));
    }

    /** The table for people. */
    void tell() {
        report.text("\nWhat is refused, and why: a full handshake each time, nobody is turned away\n\n" + table);
    }

    private String[] unlessSabotaged(String keys, String option, String value) {
        return stage.sabotage() == Sabotage.REFUSALS
                ? new String[] {"--ticket-keys", keys}
                : new String[] {"--ticket-keys", keys, option, value};
    }

    private Path copyOf(Path session) throws IOException {
        Path copy = Files.createTempFile(session.getParent(), "copy", ".session");
        Files.deleteIfExists(copy);
        return Files.exists(session) ? Files.copy(session, copy) : copy;
    }

    private void judge(String what, Meeting meeting, boolean offered, List<String> reasons) {
        String reason = meeting.node("reason");
        boolean ok = meeting.full() && meeting.wire().offered() == offered && reasons.contains(reason);
        report.check(
                what + ": expected a full handshake because of " + String.join(" or ", reasons) + ", was "
                        + meeting.node("kind") + " (" + reason + ")",
                ok);
        table.row(
                what,
                meeting.wire().offered() ? "yes" : "no",
                meeting.wire().resumed() ? "yes" : "no",
                reason,
                meeting.client("reason"));
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("what", what);
        fields.put("expected", String.join(" or ", reasons));
        fields.put("ok", ok);
        fields.put("wire", Stage.fields(meeting.wire()));
        fields.put("client", meeting.client());
        fields.put("node", meeting.node());
        report.line("refusal", fields);
    }

    private static void waitUntil(Instant time) {
        for (long left = left(time); left > 0; left = left(time)) {
            LockSupport.parkNanos(left);
        }
    }

    private static long left(Instant time) {
        return TimeUnit.MILLISECONDS.toNanos(
                Duration.between(Instant.now(), time).toMillis());
    }
}
