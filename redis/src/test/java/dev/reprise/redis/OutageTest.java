package dev.reprise.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Servers that stand still, die, come back, are full, or only replicate. */
class OutageTest {
    private static final byte[] NAME = {1, 2, 3};
    private static final byte[] OTHER = {4};
    private static final byte[] CONTENT = {5, 6};
    private static final String[] ON_DISK = {"--appendonly", "yes", "--appendfsync", "always"};
    private static final String[] CLUSTER_ON_DISK = {
        "--cluster-enabled", "yes", "--appendonly", "yes", "--appendfsync", "always"
    };

    private final Entry entry =
            new Entry(CONTENT, Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS));

    private static SessionStore hasty(RedisProcess server) {
        return Opened.store(server.spec(), Redis.PATIENCE);
    }

    /** By another store, which waits as long as it takes. */
    private void put(RedisProcess server, byte[] name) throws StoreException {
        try (SessionStore patient = Opened.store(server.spec())) {
            patient.put(name, entry);
        }
    }

    @Test
    void failsWhileTheServerStandsStillAndWorksOnceItGoesOn() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                SessionStore store = hasty(server)) {
            put(server, NAME);
            Wait.until("an answer", () -> store.get(NAME).equals(Optional.of(entry)));
            server.signal("STOP");
            for (int i = 0;
                    i < 12;
                    i++) { // long enough for the connection to be given up, and for one that comes about no more
                assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.get(NAME));
            }
            server.signal("CONT");
            Wait.until("an answer", () -> store.get(NAME).equals(Optional.of(entry)));
        }
    }

    @Test
    void failsAtOnceWhileTheServerIsGoneAndWorksOnceItIsBack() throws Exception {
        try (RedisProcess server = RedisProcess.start(ON_DISK);
                SessionStore store = hasty(server);
                RedisKeyRegister register = (RedisKeyRegister) new RedisStoreProvider().keyRegister(server.spec())) {
            put(server, NAME);
            Wait.until("an answer", () -> store.get(NAME).equals(Optional.of(entry)));
            Wait.until(
                    "an answer",
                    () -> register.replace(Optional.empty(), CONTENT)
                            || register.read().isPresent());
            server.kill();
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.get(NAME))
                        .withMessageContaining(server.spec());
                assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.remove(NAME, CONTENT));
                assertThatExceptionOfType(StoreException.class).isThrownBy(register::read);
            }
            server.startAgain();
            Wait.until("an answer", () -> store.get(NAME).equals(Optional.of(entry)));
            Wait.until("an answer", () -> register.read().isPresent());
        }
    }

    @Test
    void isOpenedWithoutAServerAndWorksOnceItIsThere() throws Exception {
        try (RedisProcess server = RedisProcess.start()) {
            server.kill();
            try (SessionStore store = hasty(server)) {
                assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.put(NAME, entry));
                server.startAgain();
                Wait.until("an answer", () -> {
                    store.put(NAME, entry);
                    return true;
                });
                Wait.until("the entry", () -> store.get(NAME).equals(Optional.of(entry)));
            }
        }
    }

    /** A removal that was on its way when the server died was not done, and is not done once the server is back. */
    @Test
    void repeatsNothing() throws Exception {
        try (RedisProcess server = RedisProcess.start(ON_DISK)) {
            repeatsNothing(server, () -> hasty(server));
        }
    }

    @Test
    void repeatsNothingOverAClientThatMendsItsConnections() throws Exception {
        try (RedisProcess server = RedisProcess.start(ON_DISK)) {
            RedisClient client = RedisClient.create();
            try {
                repeatsNothing(server, () -> new RedisSessionStore(client, server.uri()));
            } finally {
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void repeatsNothingInACluster() throws Exception {
        try (RedisProcess server = RedisProcess.start(CLUSTER_ON_DISK)) {
            beAClusterAlone(server);
            repeatsNothing(server, () -> Opened.store("redis-cluster://127.0.0.1:" + server.port(), Redis.PATIENCE));
        }
    }

    @Test
    void repeatsNothingInAClusterOverAClientThatMendsItsConnections() throws Exception {
        try (RedisProcess server = RedisProcess.start(CLUSTER_ON_DISK)) {
            beAClusterAlone(server);
            RedisClusterClient client = RedisClusterClient.create(server.uri());
            try {
                repeatsNothing(server, () -> new RedisSessionStore(client));
            } finally {
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        }
    }

    private static void beAClusterAlone(RedisProcess server) {
        server.tell("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        Wait.until(
                "the cluster",
                () -> server.<String>ask(commands -> commands.clusterInfo()).contains("cluster_state:ok"));
    }

    private void repeatsNothing(RedisProcess server, Supplier<SessionStore> opening) throws Exception {
        try (SessionStore store = opening.get()) {
            Wait.until("an entry", () -> {
                store.put(NAME, entry);
                return !store.remove(NAME, new byte[0]); // the script is known by now
            });
            server.signal("STOP");
            assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.remove(NAME, CONTENT));
            assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.remove(NAME));
            server.kill();
            server.startAgain();

            Wait.until("an answer", () -> {
                store.put(OTHER, entry);
                return true;
            });
            try (SessionStore patient = Opened.store(server.spec())) {
                for (int i = 0; i < 20; i++) {
                    assertThat(patient.get(NAME)).contains(entry);
                    Thread.sleep(10); // whatever would come late
                }
                assertThat(patient.remove(NAME, CONTENT)).isTrue();
            }
        }
    }

    @Test
    void aServerThatIsFullRefusesToKeepAndDoesTheRest() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                SessionStore store = Opened.store(server.spec());
                RedisKeyRegister register = Opened.register(server.spec())) {
            store.put(NAME, entry);
            server.ask(commands -> commands.configSet("maxmemory", "1"));

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.put(OTHER, entry))
                    .withMessageContaining("OOM");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> register.replace(Optional.empty(), CONTENT))
                    .withMessageContaining("OOM");
            assertThat(store.get(NAME)).contains(entry);
            assertThat(store.remove(NAME, CONTENT)).isTrue();
        }
    }

    @Test
    void aServerThatOnlyReplicatesCanBeReadAndNothingElse() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1 " + server.port());
                SessionStore store = Opened.store(server.spec());
                SessionStore onReplica = Opened.store(replica.spec())) {
            store.put(NAME, entry);
            Wait.until("a copy", () -> onReplica.get(NAME).equals(Optional.of(entry)));
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> onReplica.put(OTHER, entry))
                    .withMessageContaining("READONLY");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> onReplica.remove(NAME, CONTENT))
                    .withMessageContaining("read only replica");
            assertThat(onReplica.get(NAME)).contains(entry);
        }
    }

    @Test
    void leavesAClientOfTheApplicationsToTheApplication() throws Exception {
        try (RedisProcess server = RedisProcess.start()) {
            RedisClient client = RedisClient.create();
            try {
                for (int i = 0; i < 2; i++) {
                    try (SessionStore store = new RedisSessionStore(client, server.uri(), Opened.PATIENCE, "reprise")) {
                        store.put(NAME, entry);
                        assertThat(store.get(NAME)).contains(entry);
                    }
                    Wait.until("that its connection is closed", () -> connections(server) == 1);
                }
            } finally {
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        }
    }

    private static long connections(RedisProcess server) {
        return server.<String>ask(commands -> commands.clientList()).lines().count();
    }

    /** A process may end without closing it. */
    @Test
    void hasNoThreadThatKeepsAProcess() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                SessionStore store = hasty(server)) {
            store.get(NAME);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("lettuce"))
                    .isNotEmpty()
                    .allMatch(Thread::isDaemon);
        }
    }

    @Test
    void waitsNoLongerThanAMinute() {
        assertThat(Redis.PATIENCE).isEqualTo(Duration.ofMillis(100));
        for (Duration patience : new Duration[] {
            Duration.ZERO,
            Duration.ofNanos(1),
            Duration.ofMinutes(1).plusMillis(1),
            ChronoUnit.FOREVER.getDuration(),
            ChronoUnit.FOREVER.getDuration().negated()
        }) {
            assertThat(catchThrowable(() -> Opened.store("redis://127.0.0.1:1", patience)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
