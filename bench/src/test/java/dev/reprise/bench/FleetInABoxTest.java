package dev.reprise.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.Reason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the guide to fleets says of keys, of stores and of what befalls nodes, at four nodes. */
class FleetInABoxTest {
    private static final String FLEET = "--nodes 4 --clients 8 ";

    private static FleetTally play(String options) throws Exception {
        FleetPlan plan = new FleetPlan();
        new CommandLine(plan)
                .registerConverter(Duration.class, new FleetPlan.Durations())
                .parseArgs((FLEET + options).split(" "));
        plan.check();
        return FleetRun.play(plan, plan.keys.get(0), plan.sessions.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"derived", "register"})
    void resumesAllButWhatExpired(String keys) throws Exception {
        Map<Reason, Integer> counts =
                play("--for 12h --rotate 1h --lifetime 3h --skew 2m --restart 3h --lose 5h --keys " + keys)
                        .all();

        assertThat(counts).containsOnlyKeys(Reason.RESUMED, Reason.EXPIRED);
        assertThat(counts.get(Reason.RESUMED)).isGreaterThan(5 * counts.get(Reason.EXPIRED));
    }

    @Test
    void resumesOneInSoManyAsThereAreNodesWithKeysOfTheirOwn() throws Exception {
        Map<Reason, Integer> counts = play("--for 12h --keys ephemeral").all();

        assertThat(counts).containsOnlyKeys(Reason.RESUMED, Reason.UNKNOWN_TICKET_KEY);
        assertThat(4.0 * counts.get(Reason.RESUMED) / FleetTally.returns(counts))
                .isBetween(0.7, 1.3);
    }

    @Test
    void resumesAllAtNodesWithKeysOfTheirOwnUntilTheyAreRestarted() throws Exception {
        FleetTally tally =
                play("--for 8h --keys ephemeral --sessions 1.2-tickets --sticky 100 --lifetime 1d --restart 4h");

        assertThat(tally.between(Duration.ZERO, Duration.ofHours(4))).containsOnlyKeys(Reason.RESUMED);
        assertThat(tally.all()).containsEntry(Reason.UNKNOWN_TICKET_KEY, 8);
    }

    @Test
    void refusesEachClientOnceForARevokedKey() throws Exception {
        FleetTally tally = play("--for 8h --keys register --lifetime 1d --revoke 4h");

        assertThat(tally.between(Duration.ZERO, Duration.ofHours(4))).containsOnlyKeys(Reason.RESUMED);
        assertThat(tally.all()).containsOnlyKeys(Reason.RESUMED, Reason.UNKNOWN_TICKET_KEY);
        assertThat(tally.all()).containsEntry(Reason.UNKNOWN_TICKET_KEY, 8);
    }

    @Test
    void refusesWhatWasMadeUnderAnotherPolicyWhileAFleetIsUpgraded() throws Exception {
        FleetTally tally = play("--for 8h --keys derived --lifetime 1d --upgrade 4h --roll 1h");

        assertThat(tally.between(Duration.ZERO, Duration.ofHours(4))).containsOnlyKeys(Reason.RESUMED);
        assertThat(tally.all()).containsOnlyKeys(Reason.RESUMED, Reason.CONTEXT_MISMATCH);
        assertThat(tally.all().get(Reason.CONTEXT_MISMATCH)).isGreaterThanOrEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.3-stored", "1.2-ids"})
    void keepsWhatALostNodeHeldInTheStoreOfTheFleet(String sessions) throws Exception {
        String options = "--for 8h --keys ephemeral --sticky 100 --lifetime 1d --lose 4h --sessions " + sessions;

        assertThat(play(options).all()).containsOnlyKeys(Reason.RESUMED);
        assertThat(play(options + " --own-stores").all()).containsOnlyKeys(Reason.RESUMED, Reason.UNKNOWN_SESSION);
    }

    @Test
    void playsTheSameForTheSameSeed() throws Exception {
        String options = "--for 4h --keys ephemeral --each 1h --seed ";

        assertThat(printed(options + 7)).isEqualTo(printed(options + 7)).isNotEqualTo(printed(options + 8));
    }

    @Test
    void endsItsTableWhereItEnds() {
        assertThat(printed("--for 10h --keys ephemeral --each 3h"))
                .contains("| 0:00 to 3:00 |", "| 9:00 to 10:00 |")
                .doesNotContain("12:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--lifetime 8d", "--rotate 8d", "--rotate 1s --lifetime 7d --keys register", "--sticky 101"})
    void saysWhatItDoesNotPlay(String options) {
        StringWriter err = new StringWriter();
        int status = FleetInABox.commandLine().setErr(new PrintWriter(err)).execute((FLEET + options).split(" "));
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).doesNotContain("Exception", "\tat ").contains("Usage:");
    }

    private static String printed(String options) {
        StringWriter out = new StringWriter();
        int status = FleetInABox.commandLine().setOut(new PrintWriter(out)).execute((FLEET + options).split(" "));
        assertThat(status).isZero();
        assertThat(out.toString().lines()).hasSize(2 + 4);
        return out.toString();
    }
}
