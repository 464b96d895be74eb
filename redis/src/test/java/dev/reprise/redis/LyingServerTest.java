package dev.reprise.redis;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that speaks Redis's protocol, and answers what no Redis does. */
class LyingServerTest {
    private static final byte[] NAME = {1, 2, 3};
    private static final byte[] CONTENT = {5, 6};

    /** Nothing, another kind of answer, one that is cut, one that says too much. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$-1\r\n",
                "*-1\r\n",
                "_\r\n",
                "+OK\r\n",
                ":-1\r\n",
                ":99999999999999999999999\r\n",
                "*0\r\n",
                "*2\r\n:1\r\n$1\r\nx\r\n",
                "#t\r\n",
                "-\r\n",
                "-READONLY\r\n",
                "$3\r\nab\r\n",
                "$2000000000\r\nab",
                "!\0\r\n",
                "HTTP/1.1 200 OK\r\n\r\n",
            })
    void costsAStoreExceptionAtMost(String answer) throws Exception {
        try (FakeRedis server = new FakeRedis(answer);
                SessionStore store = Opened.store(server.spec(), Redis.PATIENCE);
                KeyRegister register = new RedisStoreProvider().keyRegister(server.spec())) {
            Entry entry = new Entry(CONTENT, Instant.now().plus(Duration.ofHours(1)));
            fairly(() -> store.put(NAME, entry));
            fairly(() -> store.get(NAME));
            fairly(() -> store.remove(NAME));
            fairly(() -> store.remove(NAME, CONTENT));
            fairly(register::read);
            fairly(() -> register.replace(Optional.empty(), CONTENT));
            fairly(() -> register.replace(Optional.of(NAME), CONTENT));
        }
    }

    private static void fairly(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        if (thrown != null) {
            Assertions.assertThat(thrown).isInstanceOf(StoreException.class);
        }
    }

    /** A script's refusal is told in other words before 7.0. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | READONLY You can't write against a read only replica.",
                "2 | MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                "2 | ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -READONLY You can't write against a read only replica.",
                "0 | ERR something else"
            })
    void isAskedOverAnotherConnectionOnceItTakesNoWrites(int connections, String refusal) throws Exception {
        try (FakeRedis server = new FakeRedis("-" + refusal + "\r\n")) {
            try (SessionStore store = Opened.store(server.spec())) {
                int begun = server.taken();
                for (int call = 0; call < 2; call++) {
                    assertThatExceptionOfType(StoreException.class)
                            .isThrownBy(() -> store.remove(NAME, CONTENT))
                            .withMessageContaining(refusal);
                }
                Assertions.assertThat(server.taken() - begun).isEqualTo(connections);
            }
        }
    }

    /** It tells nothing, and then that there is something: that has come in between. */
    @Test
    void isAskedAgainForWhatHasJustCome() throws Exception {
        String asOne = ":0\r\n"; // what the register asks first, to connect
        try (FakeRedis server = new FakeRedis(asOne, "$0\r\n\r\n", ":1\r\n", "$3\r\nabc\r\n");
                KeyRegister register = Opened.register(server.spec())) {
            Assertions.assertThat(register.read().orElseThrow()).asString().isEqualTo("abc");
        }
    }

    @Test
    void isNotTakenAtItsWordThatNothingWasRemoved() throws Exception {
        try (FakeRedis server = new FakeRedis("$-1\r\n");
                SessionStore store = Opened.store(server.spec())) {
            for (ThrowingCallable call :
                    new ThrowingCallable[] {() -> store.remove(NAME), () -> store.remove(NAME, CONTENT)}) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(call)
                        .withMessageContaining("answers nothing");
            }
        }
    }
}
