package dev.reprise.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.KeyRegister;
import dev.reprise.testkit.SharedKeyRegisterContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisKeyRegisterTest extends SharedKeyRegisterContract {
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
    protected KeyRegister open() {
        server.ask(commands -> commands.flushall());
        return openAnother();
    }

    @Override
    protected KeyRegister openAnother() {
        return Opened.register(server.spec());
    }

    @Test
    void givesItsValueNoEnd() throws Exception {
        assertThat(register().replace(Optional.empty(), bytes(1))).isTrue();
        assertThat(register().replace(Optional.of(bytes(1)), bytes(2))).isTrue();

        assertThat(server.<Long>ask(commands -> commands.pttl("reprise:keys"))).isEqualTo(-1);
    }

    /** Of what is longer, one byte more is read than there may be, so that it is seen to be too long. */
    @Test
    void readsNoMoreThanAValueMayHave() throws Exception {
        server.ask(commands -> commands.setrange("reprise:keys", 300L << 20, "end"));
        assertThat(register().read().orElseThrow()).hasSize(KeyRegister.LONGEST_VALUE + 1);
        server.ask(commands -> commands.set("reprise:keys", ""));
        assertThat(register().read().orElseThrow()).isEmpty();
    }

    @Test
    void keepsTheValuesOfTwoFleetsApart() throws Exception {
        try (KeyRegister another = Opened.register(server.spec() + "?prefix=another")) {
            assertThat(register().replace(Optional.empty(), bytes(1))).isTrue();
            assertThat(another.replace(Optional.empty(), bytes(2))).isTrue();
            assertThat(register().read().orElseThrow()).isEqualTo(bytes(1));
        }
    }
}
