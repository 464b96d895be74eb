package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.internal.crypto.Secret;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicketKeyringTest {
    private final TicketKey older = Keys.named(1);
    private final TicketKey newer = Keys.named(2);

    @Test
    void findsKeysByName() {
        TicketKeyring ring = TicketKeyring.of(newer, List.of(older, newer));

        assertThat(ring.named(older.name())).isSameAs(older);
        assertThat(ring.named(newer.name())).isSameAs(newer);
        assertThat(ring.named(Keys.named(3).name())).isNull();
        assertThat(ring.named(new byte[15])).isNull();
        assertThat(ring.named(new byte[17])).isNull();
    }

    @Test
    void mayHaveNoKeyThatSeals() {
        assertThat(TicketKeyring.empty().sealing()).isNull();
        assertThat(TicketKeyring.of(null, List.of(older)).sealing()).isNull();
    }

    @Test
    void opensWhatItSeals() {
        assertThatIllegalArgumentException().isThrownBy(() -> TicketKeyring.of(newer, List.of(older)));
    }

    @Test
    void showsNamesAndTimesAndNoKey() {
        assertThat(TicketKeyring.of(newer, List.of(older, newer)))
                .hasToString("TicketKeyring[seals 02020202020202020202020202020202, opens 2]");
        assertThat(newer.toString())
                .contains(newer.hexName())
                .doesNotContain(HexFormat.of().formatHex(newer.key().copy()));
    }

    @Test
    void aKeysTimesAreInOrderAndItsNameHasSixteenBytes() {
        Secret key = Secret.owning(new byte[32]);
        Instant now = Instant.EPOCH;

        assertThatIllegalArgumentException().isThrownBy(() -> new TicketKey(new byte[15], key, now, now, now));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TicketKey(new byte[16], key, now.plusMillis(1), now, now));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TicketKey(new byte[16], key, now, now.plusMillis(1), now));
    }

    @Test
    void aKeysNameCannotBeChangedFromOutside() {
        byte[] name = new byte[16];
        TicketKey key = new TicketKey(name, Secret.owning(new byte[32]), Instant.MIN, Instant.MAX, Instant.MAX);
        name[0] = 1;
        key.name()[0] = 1;

        assertThat(key.hexName()).isEqualTo("00".repeat(16));
    }
}
