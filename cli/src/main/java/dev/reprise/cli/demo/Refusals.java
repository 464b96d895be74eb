package dev.reprise.cli.demo;

import dev.reprise.TicketKeys;
import dev.reprise.cli.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What must not be resumed, and why: each a session that was good a moment ago. Every refusal is a full handshake, not an error. */
final class Refusals {
    /** A lifetime that ends while the demo runs, and until it has. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Duration UNTIL_SHORT_IS_OVER = Duration.ofMillis(2_500);

    /** A node looks at the files of its keys once a second. */
    private static final Duration UNTIL_KEYS_ARE_READ = Duration.ofMillis(1_500);

    private final Stage stage;
    private final Report report;
    private final Map<Refusal, Meeting> reprise = new EnumMap<>(Refusal.class);
    private final Map<Refusal, Passage> jdk = new EnumMap<>(Refusal.class);

    Refusals(Stage stage, Report report) {
        this.stage = stage;
        this.report = report;
    }

    /** What is refused. */
    private enum Refusal {
        USED("single-use ticket, used before", true, "already_used", "unknown_session"),
        CONTEXT("session of another context", true, "context_mismatch"),
        NAME("session of another server name", true, "server_name_mismatch"),
        OLD("session too old for the node", true, "expired"),
        LATE("session past its lifetime", false, "no_session_offered"),
        RETIRED("ticket of a retired key", true, "unknown_ticket_key");

        private final String title;
        private final boolean offered;
        private final List<String> reasons;

        /**
         * @param offered whether the client offers it; else it knows better
         * @param reasons what the node may say
         */
        Refusal(String title, boolean offered, String... reasons) {
            this.title = title;
            this.offered = offered;
            this.reasons = List.of(reasons);
        }
    }

    /**
     * A single-use ticket that was copied before it was used is shown again.
     *
     * @param node one of those that took the used one
     * @param session the client's file, as it is now
     * @param used a copy of it, from before
     */
    void usedTwice(Stage.Node node, Path session, Path used) throws IOException, InterruptedException {
        report.progress("refused: a single-use ticket, for the second time");
        Path shown = stage.sabotage() == Sabotage.REFUSALS ? session : used;
        judge(Refusal.USED, stage.connect(node, shown));
    }

    /** Sessions of one node, whose ticket keys are in a directory, at nodes that must not take them. */
    void others() throws IOException, InterruptedException {
        boolean sabotaged = stage.sabotage() == Sabotage.REFUSALS;
        Path keys = Files.createDirectory(stage.file("keys"));
        TicketKeys.writeNewKey(keys.resolve("1.key"));
        String spec = "dir:" + keys;
        report.progress("refusals: three nodes start, which share ticket keys and differ in what they allow");
        String[] shared = {"--ticket-keys", spec};
        List<Stage.Node> nodes = stage.differentNodes(
                shared,
                sabotaged ? shared : new String[] {"--ticket-keys", spec, "--context", "other"},
                sabotaged ? shared : new String[] {"--ticket-keys", spec, "--expire", SHORT.toSeconds() + "s"});
        Stage.Node issuer = nodes.get(0);
        Stage.Node other = nodes.get(1);
        Stage.Node hasty = nodes.get(2);
        Path session = stage.file("refusals.session");
        Path brief = stage.file("brief.session");
        stage.connect(issuer, session);
        stage.connect(hasty, brief);
        Instant issued = Instant.now();

        report.progress("refused: a session of another context, and one of another server name");
        judge(Refusal.CONTEXT, stage.connect(other, copyOf(session)));
        judge(
                Refusal.NAME,
                sabotaged
                        ? stage.connect(issuer, copyOf(session))
                        : stage.lie(issuer, copyOf(session), LyingClient.Lie.SERVER_NAME));
        report.progress("refused: a session too old for the node, and one past its lifetime");
        waitUntil(issued.plus(UNTIL_SHORT_IS_OVER));
        judge(Refusal.OLD, stage.connect(hasty, copyOf(session)));
        Meeting late = stage.connect(hasty, brief);
        judge(Refusal.LATE, late);
        report.check(
                "the client of a session past its lifetime: expected expired, says " + late.client("reason"),
                late.client("reason").equals("expired"));

        report.progress("refused: a ticket whose key was retired (keys rotate --revoke)");
        if (!sabotaged) {
            TicketKeys.of(spec).rotate(true, Instant.now());
        }
        waitUntil(Instant.now().plus(UNTIL_KEYS_ARE_READ));
        judge(Refusal.RETIRED, stage.connect(issuer, copyOf(session)));
        stage.stop(nodes);
    }

    /**
     * What nodes of the JDK's own provider do with the same offers, as far as they can be made to it: clients of Reprise make them, since
     * the JDK's cannot keep a session for another process.
     */
    void jdk(List<Stage.Node> nodes) throws IOException, InterruptedException {
        report.progress("the JDK's own provider: what it refuses");
        Stage.Node hasty = stage.jdkNode(SHORT);
        Path session = stage.file("jdk.session");
        Path brief = stage.file("jdk-brief.session");
        stage.jdkMeets(nodes.get(0), session);
        stage.jdkMeets(hasty, brief);
        Instant issued = Instant.now();
        Path again = copyOf(session);
        stage.jdkMeets(nodes.get(0), copyOf(session));
        jdk.put(Refusal.USED, stage.jdkMeets(nodes.get(0), again));
        jdk.put(Refusal.CONTEXT, stage.jdkMeets(nodes.get(1), copyOf(session)));
        jdk.put(Refusal.NAME, stage.jdkMeets(nodes.get(0), copyOf(session), LyingClient.Lie.SERVER_NAME));
        waitUntil(issued.plus(UNTIL_SHORT_IS_OVER));
        jdk.put(Refusal.OLD, stage.jdkMeets(hasty, brief, LyingClient.Lie.AGE));
        jdk.put(Refusal.LATE, stage.jdkConnectTwice(hasty, UNTIL_SHORT_IS_OVER));
        stage.stop(hasty);
    }

    private Path copyOf(Path session) throws IOException {
        Path copy = Files.createTempFile(session.getParent(), "copy", ".session");
        Files.deleteIfExists(copy);
        return Files.exists(session) ? Files.copy(session, copy) : copy;
    }

    private void judge(Refusal refusal, Meeting meeting) {
        reprise.put(refusal, meeting);
        String reason = meeting.node("reason");
        boolean ok = meeting.full() && meeting.wire().offered() == refusal.offered && refusal.reasons.contains(reason);
        report.check(
                refusal.title + ": expected a full handshake because of " + String.join(" or ", refusal.reasons)
                        + ", was " + meeting.node("kind") + " (" + reason + ")",
                ok);
        Passage beside = jdk.get(refusal);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("what", refusal.title);
        fields.put("expected", String.join(" or ", refusal.reasons));
        fields.put("ok", ok);
        fields.put("wire", Stage.fields(meeting.wire()));
        fields.put("client", meeting.client());
        fields.put("node", meeting.node());
        fields.put("jdk_wire", beside == null ? null : Stage.fields(beside));
        report.line("refusal", fields);
    }

    /** The table for people. */
    void tell() {
        Table table = new Table("", "offered", "taken", "the node says", "the client says", "|", "the JDK's own");
        for (Refusal refusal : Refusal.values()) {
            Meeting meeting = reprise.get(refusal);
            Passage beside = jdk.get(refusal);
            table.row(
                    refusal.title,
                    meeting == null ? "-" : meeting.wire().offered() ? "yes" : "no",
                    meeting == null ? "not played" : meeting.wire().resumed() ? "YES" : "no",
                    meeting == null ? "-" : meeting.node("reason"),
                    meeting == null ? "-" : meeting.client("reason"),
                    "|",
                    beside != null
                            ? jdkWord(beside)
                            : refusal == Refusal.RETIRED ? "cannot retire a key" : "not played");
        }
        report.text("What is refused, and why: a full handshake each time, nobody is turned away\n\n" + table
                + "\n\nThe JDK's own was shown the same. It has no single-use tickets, and its context is the SSLContext,"
                + "\none a node. Sessions past their lifetime are those of its own client.");
    }

    private static String jdkWord(Passage wire) {
        return wire.resumed() ? "taken" : wire.offered() ? "refused" : "not offered";
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
