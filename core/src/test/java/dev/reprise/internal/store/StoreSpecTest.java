package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.session.StoreProvider;
import dev.reprise.testing.TestClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSpecTest {
    private final TestClock clock = new TestClock(Instant.EPOCH);

    @Test
    void opensTheCoresOwn(@TempDir Path parent) throws StoreException {
        Path directory = parent.resolve("sessions");

        assertThat(StoreSpec.open("memory", clock)).isInstanceOf(MemorySessionStore.class);
        assertThat(StoreSpec.open("none", clock)).isSameAs(NoSessionStore.INSTANCE);
        try (SessionStore file = StoreSpec.open("file:" + directory, clock)) {
            assertThat(file).isInstanceOf(FileSessionStore.class).hasToString("file:" + directory);
        }
        assertThat(directory).isDirectory();
    }

    @Test
    void asksWhoeverBringsAStoreOfThatScheme() throws StoreException {
        List<StoreProvider> providers = List.of(new Provider("sql", "jdbc"), new Provider("redis", "rediss"));

        assertThat(StoreSpec.open("redis://host:1/2", clock, providers)).isInstanceOf(MemorySessionStore.class);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> StoreSpec.open("rediss://gone", clock, providers))
                .withMessage("rediss://gone is gone");
    }

    @Test
    void doesNotLetTheCoresOwnBeTaken() throws StoreException {
        assertThat(StoreSpec.open("none", clock, List.of(new Provider("none", "memory"))))
                .isSameAs(NoSessionStore.INSTANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Memory", "memory:", "none:x", "file", "file:", "redis", ":redis", "mongo://host"})
    void namesThoseThatThereAreIfThereIsNone(String spec) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreSpec.open(spec, clock, List.of(new Provider("redis", "rediss"))))
                .withMessage("no session store is called \"" + spec
                        + "\": expected memory, none, file:PATH or redis:... or rediss:...");
    }

    private record Provider(String scheme, String failingScheme) implements StoreProvider {
        @Override
        public Set<String> schemes() {
            return Set.of(scheme, failingScheme);
        }

        @Override
        public SessionStore sessionStore(String spec) throws StoreException {
            if (spec.startsWith(failingScheme + ":")) {
                throw new StoreException(spec + " is gone");
            }
            return new MemorySessionStore(new TestClock(Instant.EPOCH));
        }
    }
}
