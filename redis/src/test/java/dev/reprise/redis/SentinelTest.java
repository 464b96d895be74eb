package dev.reprise.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that sentinels watch over, and the replica that takes its place. */
class SentinelTest {
    private static final byte[] NAME = {1, 2, 3};
    private static final byte[] CONTENT = {5, 6};
    private static final byte[] CHANGED = {7};

    private final Entry entry =
            new Entry(CONTENT, Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS));

    @Test
    void followsTheMasterThatTookThePlaceOfADeadOne() throws Exception {
        follow("KILL");
    }

    /** Standing still it says nothing, and only replicates once it goes on. */
    @Tag("long")
    @Test
    void followsTheMasterThatTookThePlaceOfOneThatStandsStill() throws Exception {
        follow("STOP");
    }

    private void follow(String signal) throws Exception {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1 " + master.port());
                RedisProcess sentinel = RedisProcess.sentinel(master)) {
            Wait.until(
                    "a replica that could take over",
                    () -> replica.<String>ask(commands -> commands.info("replication"))
                                    .contains("master_link_status:up")
                            && sentinel.<String>ask(commands -> commands.info("sentinel"))
                                    .contains("slaves=1"));
            String spec = "redis-sentinel://127.0.0.1:1,127.0.0.1:" + sentinel.port() + "#mymaster";
            try (SessionStore store = Opened.store(spec, Redis.PATIENCE);
                    RedisKeyRegister register = (RedisKeyRegister) new RedisStoreProvider().keyRegister(spec)) {
                try (SessionStore patient = Opened.store(master.spec());
                        RedisKeyRegister patientRegister = Opened.register(master.spec())) {
                    patient.put(NAME, entry);
                    assertThat(patientRegister.replace(Optional.empty(), CONTENT))
                            .isTrue();
                }
                Wait.until("an entry", () -> store.get(NAME).isPresent());
                Wait.until("the keys", () -> register.read().isPresent());
                Wait.until("copies", () -> replica.<Long>ask(commands -> commands.dbsize()) == 2);

                master.signal(signal);
                Wait.until("a call that the replica serves", () -> {
                    store.remove(NAME, CONTENT); // which may be done, though its answer is late
                    return store.get(NAME).isEmpty();
                });
                assertThat(replica.<String>ask(commands -> commands.info("replication")))
                        .contains("role:master");
                Wait.until("the keys", () -> {
                    register.replace(Optional.of(CONTENT), CHANGED);
                    return Arrays.equals(register.read().orElseThrow(), CHANGED);
                });

                master.signal("CONT"); // of a dead one nothing comes of it
                for (int i = 0; i < 10; i++) {
                    AtomicReference<Optional<Entry>> found = new AtomicReference<>();
                    Wait.until("an answer", () -> {
                        found.set(store.get(NAME));
                        return true;
                    });
                    assertThat(found.get()).isEmpty();
                }
            }
        }
    }
}
