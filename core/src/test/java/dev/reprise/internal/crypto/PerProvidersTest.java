package dev.reprise.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Provider;
import java.security.Security;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PerProvidersTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final PerProviders<Integer> answers = new PerProviders<>(asked::incrementAndGet);

    @Test
    void asksOnceWhileTheProvidersStayTheSame() {
        assertThat(answers.get()).isEqualTo(1);
        assertThat(answers.get()).isEqualTo(1);
    }

    @Test
    void asksAgainWhenAProviderComesAndWhenItGoes() {
        answers.get();
        Provider guest = new Guest();
        Security.addProvider(guest);
        try {
            assertThat(answers.get()).isEqualTo(2);
            assertThat(answers.get()).isEqualTo(2);
        } finally {
            Security.removeProvider(guest.getName());
        }
        assertThat(answers.get()).isEqualTo(3);
    }

    private static final class Guest extends Provider {
        private static final long serialVersionUID = 1L;

        Guest() {
            super("PerProvidersGuest", "1", "has nothing");
        }
    }
}
