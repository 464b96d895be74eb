package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryClientSessionsTest extends ClientSessionsContract {
    @Override
    ClientSessions open() {
        return new MemoryClientSessions();
    }

    @Override
    boolean isThereForOtherProcesses() {
        return false;
    }

    @Test
    void holdsNoMoreThanItsBoundAndForgetsTheServerNotUsedForLongest() {
        try (MemoryClientSessions small = new MemoryClientSessions(100, Long.MAX_VALUE)) {
            for (int i = 0; i < 100; i++) {
                small.add(server(i), session(1));
            }
            assertThat(small.available(server(0), NOW)).isEqualTo(1); // and so used last
            for (int i = 100; i < 10_000; i++) {
                small.add(server(i), session(1));
                assertThat(small.available(server(0), NOW)).isEqualTo(1);
                assertThat(small.size()).isEqualTo(100);
            }
            assertThat(small.available(server(1), NOW)).isZero();
            assertThat(small.available(server(9_999), NOW)).isEqualTo(1);
        }
    }

    @Test
    void holdsNoMoreBytesThanItsBound() {
        long weight = SessionBridge.state(session(1)).weight();
        try (MemoryClientSessions small = new MemoryClientSessions(1000, 10 * weight)) {
            for (int i = 0; i < 30; i++) {
                small.add(SHOP, session(i));
            }
            assertThat(small.size()).isEqualTo(10);
            assertThat(small.lease(SHOP, NOW)).contains(session(29));
        }
    }

    @Test
    void holdsNothingThatIsLargerThanAllItMayHold() {
        try (MemoryClientSessions small = new MemoryClientSessions(1000, 1)) {
            small.add(SHOP, session(1));

            assertThat(small.size()).isZero();
            assertThat(small.lease(SHOP, NOW)).isEmpty();
        }
    }

    @Test
    void countsRightWhateverHappens() {
        try (MemoryClientSessions small = new MemoryClientSessions(1000, Long.MAX_VALUE)) {
            for (int i = 0; i < 40; i++) {
                small.add(SHOP, session(i));
            }
            assertThat(small.size()).isEqualTo(32);
            small.giveBack(SHOP, small.lease(SHOP, NOW).orElseThrow());
            assertThat(small.size()).isEqualTo(32);
            assertThat(small.lease(SHOP, later(Duration.ofDays(1)))).isEmpty();
            assertThat(small.size()).isZero();
            small.add(SHOP, session(1));
            small.removeOrigin(SampleSessions.bytes(32, 0x40));
            assertThat(small.size()).isZero();
        }
    }

    @Test
    void saysThatAllHaveExpiredOrWereInvalidated() {
        sessions.add(SHOP, session(1));
        assertThat(sessions.lease(SHOP, later(Duration.ofDays(1)))).isEmpty();
        assertThat(sessions.absence(SHOP, NOW)).isEqualTo(Reason.EXPIRED);

        sessions.add(SHOP, session(2));
        sessions.removeOrigin(SampleSessions.bytes(32, 0x40));
        assertThat(sessions.lease(SHOP, NOW)).isEmpty();
        assertThat(sessions.absence(SHOP, NOW)).isEqualTo(Reason.INVALIDATED);

        sessions.add(
                SHOP,
                SessionBridge.wrap(state(3).toBuilder()
                        .origin(SampleSessions.bytes(32, 0x99), SampleSessions.AUTHENTICATED_AT)
                        .build()));
        assertThat(sessions.lease(SHOP, NOW)).isPresent();
        assertThat(sessions.absence(SHOP, NOW)).isEqualTo(Reason.NO_SESSION_OFFERED);
    }

    @Test
    void wantsRoomForOneAtLeast() {
        assertThatThrownBy(() -> new MemoryClientSessions(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MemoryClientSessions(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ClientSessions.Server server(int number) {
        return new ClientSessions.Server("h" + number, 443, new byte[32]);
    }
}
