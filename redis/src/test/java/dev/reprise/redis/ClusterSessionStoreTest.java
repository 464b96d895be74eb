package dev.reprise.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.testkit.SharedSessionStoreContract;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClusterSessionStoreTest extends SharedSessionStoreContract {
    private static RedisCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new RedisCluster("--appendonly", "yes");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected SessionStore open() {
        cluster.empty();
        return openAnother();
    }

    @Override
    protected SessionStore openAnother() {
        return Opened.store(cluster.spec());
    }

    @Test
    void hasEntriesOnEveryNode() throws Exception {
        for (int i = 0; i < 100; i++) {
            store().put(name(i), entry("session"));
        }
        for (RedisProcess node : cluster.nodes()) {
            assertThat(node.<Long>ask(commands -> commands.dbsize())).isBetween(5L, 95L);
        }
    }

    /** Those that docs/stores.md names. */
    @Test
    void needsFewPermissions() throws Exception {
        String user =
                "SETUSER reprise on >few ~reprise:* +get +getrange +set +del +exists +eval +evalsha +ping +select +cluster|slots"
                        + " +cluster|nodes +cluster|shards +cluster|myid +info";
        for (RedisProcess node : cluster.nodes()) {
            node.tell("ACL", user.split(" "));
        }
        try (SessionStore few = Opened.store(cluster.spec().replace("//", "//reprise:few@"))) {
            for (int i = 0; i < 10; i++) {
                few.put(name(i), entry("session"));
                assertThat(few.get(name(i))).isPresent();
                assertThat(few.remove(name(i), bytes("session"))).isTrue();
            }
        }
    }

    @Test
    void worksOverAClientOfTheApplicationsToo() throws Exception {
        RedisClusterClient client = RedisClusterClient.create(
                RedisURI.create("127.0.0.1", cluster.nodes().get(2).port()));
        try (SessionStore store = new RedisSessionStore(client, Opened.PATIENCE, "reprise")) {
            store.put(name(1), entry("session"));
            assertThat(store().get(name(1))).isPresent();
        } finally {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    /** The entries of that node are gone until it is back; those of the others never. */
    @Test
    void goesOnWithTheNodesThatAreLeft() throws Exception {
        RedisProcess victim = cluster.nodes().get(2);
        for (int i = 0; i < 30; i++) {
            store().put(name(i), entry("session"));
        }
        long there = victim.<Long>ask(commands -> commands.dbsize());
        victim.kill();
        try (SessionStore hasty = Opened.store(cluster.spec(), Redis.PATIENCE)) {
            Wait.until("the others' entries", () -> found(hasty) == 30 - there);
            victim.startAgain();
            Wait.until("all entries", () -> found(hasty) == 30);
        }
    }

    private static int found(SessionStore store) {
        int found = 0;
        for (int i = 0; i < 30; i++) {
            try {
                found += store.get(name(i)).equals(Optional.empty()) ? 0 : 1;
            } catch (StoreException gone) {
                // Of the node that is gone.
            }
        }
        return found;
    }
}
