package dev.reprise.internal.store;

import static dev.reprise.internal.store.SharedRegister.NOW;
import static dev.reprise.internal.store.SharedRegister.ROTATE;
import static dev.reprise.internal.store.SharedRegister.SCHEDULE;
import static dev.reprise.internal.store.SharedRegister.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A register as the first version with one wrote it: every later one uses what is in it. */
class GoldenRegisterTest {
    private static final Instant THEN = NOW.plus(ROTATE).minus(Duration.ofMinutes(1));

    private static final String FIRST = "e9c0cfb85427f2003b36515d3d6c5384";
    private static final String SECOND = "ec97849e61604304afcea8355837b44b";
    private static final String KEY = "6dfbc93c2b2035c1c6678b8f2b5b4dd80d3123fd3cea98a14461c64be1c11326";

    private static byte[] golden() throws IOException {
        try (InputStream file = GoldenRegisterTest.class.getResourceAsStream("/golden/register.bin")) {
            return Objects.requireNonNull(file).readAllBytes();
        }
    }

    @Test
    void isUsed() throws Exception {
        MemoryKeyRegister register = new MemoryKeyRegister();
        assertThat(register.replace(Optional.empty(), golden())).isTrue();

        RegisterKeys node =
                new RegisterKeys(register, SCHEDULE, secret(1), new dev.reprise.testing.TestRandom(9), THEN);

        TicketKeyring ring = node.at(THEN);
        assertThat(ring.all().stream().map(TicketKey::name).map(HexFormat.of()::formatHex))
                .containsExactly(FIRST, SECOND);
        TicketKey sealing = Objects.requireNonNull(ring.sealing());
        assertThat(HexFormat.of().formatHex(sealing.name())).isEqualTo(FIRST);
        assertThat(sealing.sealsUntil()).isEqualTo(NOW.plus(ROTATE));
        assertThat(HexFormat.of().formatHex(sealing.key().copy())).isEqualTo(KEY);
        assertThat(register.read()).contains(golden());
    }

    /** A writer writes the oldest format that holds the value. */
    @Test
    void isWhatThisVersionWrites() throws Exception {
        SharedRegister register = new SharedRegister();
        RegisterKeys node = register.node(NOW);
        node.refresh(THEN);

        assertThat(register.value()).isEqualTo(golden());
    }
}
