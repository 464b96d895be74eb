package dev.reprise.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import dev.reprise.testkit.SharedSessionStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisSessionStoreTest extends SharedSessionStoreContract {
    private static RedisProcess server;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected SessionStore open() {
        server.ask(commands -> commands.flushall());
        return openAnother();
    }

    @Override
    protected SessionStore openAnother() {
        return Opened.store(server.spec());
    }

    @Test
    void putsWhatIsLongOverInThePlaceOfWhatIsNot() throws Exception {
        store().put(name(1), entry("session"));
        store().put(name(1), new Entry(bytes("over"), now.minusSeconds(60)));

        assertThat(store().get(name(1))).isEmpty();
        assertThat(server.<Long>ask(commands -> commands.dbsize())).isZero();
    }

    @Test
    void keepsWhatIsJustOverForAWhile() throws Exception {
        Entry over = new Entry(bytes("over"), now.minusSeconds(1));
        store().put(name(1), over);

        assertThat(store().get(name(1))).contains(over);
        assertThat(server.<Long>ask(commands -> commands.pttl(commands.randomkey())))
                .isBetween(1L, Duration.ofSeconds(30).toMillis());
    }

    @Test
    void takesAnyTime() throws Exception {
        for (Instant past : new Instant[] {Instant.MIN, Instant.EPOCH.minusSeconds(1), Instant.EPOCH}) {
            store().put(name(1), new Entry(bytes("over"), past));
            assertThat(store().get(name(1))).isEmpty();
        }
        store().put(name(1), new Entry(bytes("session"), Instant.MAX));
        assertThat(store().get(name(1))).map(Entry::content).contains(bytes("session"));
    }

    /** Nothing is known to a server that was told to forget its scripts. */
    @Test
    void teachesTheServerItsScriptsAgain() throws Exception {
        store().put(name(1), entry("session"));
        server.ask(commands -> commands.scriptFlush());
        assertThat(store().remove(name(1), bytes("session"))).isTrue();
        assertThat(store().remove(name(1), bytes("session"))).isFalse();
    }

    /** Somebody else's value under the name of one of ours. */
    @Test
    void readsNothingFromWhatItDidNotWrite() throws Exception {
        server.ask(commands -> commands.set("reprise:session:x", "short"));

        assertThat(store().get(bytes("x"))).isEqualTo(Optional.empty());
        assertThat(store().remove(bytes("x"), bytes(""))).isFalse();
    }

    /** And reads no more of it than there can be of a session. */
    @Test
    void readsNothingFromWhatIsLongerThanAnySession() throws Exception {
        server.ask(commands -> commands.setrange("reprise:session:x", 300L << 20, "end"));
        long before = sent();

        assertThat(store().get(bytes("x"))).isEqualTo(Optional.empty());
        assertThat(sent() - before).isLessThan(2L << 20);
        assertThat(store().remove(bytes("x"))).isTrue();
    }

    @Test
    void refusesWhatIsLongerThanAnySession() {
        Entry entry = new Entry(
                new byte[SessionStore.LONGEST_CONTENT + 1], Instant.now().plusSeconds(60));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store().put(name(1), entry))
                .withMessageContaining("1048577 bytes");
    }

    /** Bytes that the server sent to anybody so far. */
    private static long sent() {
        String statistics = server.ask(commands -> commands.info("stats"));
        return statistics
                .lines()
                .filter(line -> line.startsWith("total_net_output_bytes:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
    }

    /** Those that docs/stores.md names. */
    @Test
    void needsFewPermissions() throws Exception {
        server.tell(
                "ACL",
                ("SETUSER reprise on >few ~reprise:* +get +getrange +set +del +exists +eval +evalsha +ping +select")
                        .split(" "));
        String spec = "redis://reprise:few@127.0.0.1:" + server.port() + "/1";
        try (SessionStore few = Opened.store(spec);
                RedisKeyRegister register = Opened.register(spec)) {
            few.put(name(1), entry("session"));
            assertThat(few.get(name(1))).contains(entry("session"));
            assertThat(few.remove(name(1), bytes("session"))).isTrue();
            assertThat(few.remove(name(1))).isFalse();
            assertThat(register.replace(Optional.empty(), bytes("one"))).isTrue();
            assertThat(register.replace(Optional.of(bytes("one")), bytes("two")))
                    .isTrue();
        }
        try (SessionStore another = Opened.store(spec + "?prefix=another")) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> another.get(name(1)))
                    .withMessageContaining("NOPERM");
        }
    }

    @Test
    void givesEveryKeyAnEnd() throws Exception {
        store().put(name(1), entry("session"));
        store().putDurably(name(2), entry("revocation"));

        assertThat(server.<List<String>>ask(commands -> commands.keys("*").stream()
                        .filter(key -> commands.pttl(key) == -1)
                        .toList()))
                .isEmpty();
    }
}
