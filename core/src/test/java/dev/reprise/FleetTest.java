package dev.reprise;

import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.Reason;
import dev.reprise.session.StoreException;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that share their ticket keys by a register. */
class FleetTest {
    private static final Duration ROTATE = Duration.ofHours(1);
    private static final Duration LIFETIME = Duration.ofHours(3);

    private final TestClock clock = TestClock.started();
    private final Watched register = new Watched();
    private final TicketKeys keys = TicketKeys.register(register);
    private final FleetSecret secret = FleetSecret.generate();

    /** Says whether it was asked outside of a task, and fails when it is told to. */
    private static final class Watched implements KeyRegister {
        private final KeyRegister inside = SessionStores.registerInMemory();
        private boolean down;
        private boolean built;
        private int askedInTasks;
        private int askedElsewhere;

        @Override
        public Optional<byte[]> read() throws StoreException {
            look();
            return inside.read();
        }

        @Override
        public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
            look();
            return inside.replace(expected, replacement);
        }

        private void look() throws StoreException {
            boolean inATask = StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getMethodName().equals("runTasks")));
            if (inATask) {
                askedInTasks++;
            } else if (built) {
                askedElsewhere++;
            }
            if (down) {
                throw new StoreException("the register is down");
            }
        }

        @Override
        public void close() {
            inside.close();
        }

        @Override
        public String toString() {
            return "watched";
        }
    }

    private SSLContext node(FleetSecret secret) {
        return server().clock(clock)
                .ticketKeys(keys)
                .secret(secret)
                .rotate(ROTATE)
                .lifetime(LIFETIME)
                .build();
    }

    private SSLContext client(String version) {
        return Contexts.client().clock(clock).versions(version).build();
    }

    /** What a client gets that comes for the first time. */
    private TlsSession sessionOf(String version, SSLContext server) throws Exception {
        return Reprise.session(new EnginePair(client(version), server).handshake().client.engine)
                .orElseThrow();
    }

    private Reason offering(TlsSession session, SSLContext server) throws Exception {
        EnginePair pair = new EnginePair(client(session.protocol()), server);
        Reprise.resume(pair.client.engine, session);
        return Reprise.resumption(pair.handshake().server.engine).reason();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumesWhatAnotherNodeIssuedOverManyRotations(String version) throws Exception {
        SSLContext one = node(secret);
        SSLContext two = node(secret);
        register.built = true;

        for (int i = 0; i < 20; i++) {
            TlsSession session = sessionOf(version, i % 2 == 0 ? one : two);
            clock.advance(Duration.ofMinutes(50));
            assertThat(offering(session, i % 2 == 0 ? two : one)).isEqualTo(Reason.RESUMED);
        }
        assertThat(register.askedInTasks).isPositive();
        assertThat(register.askedElsewhere).as("by a thread that may not wait").isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Prevents("key-rotation")
    void resumesRightAfterANodeWasSuspendedForTwoPeriods(String version) throws Exception {
        SSLContext awake = node(secret);
        SSLContext suspended = node(secret);
        TlsSession old = sessionOf(version, suspended);
        for (int i = 0; i < 13; i++) {
            clock.advance(Duration.ofMinutes(10));
            sessionOf(version, awake);
        }

        assertThat(offering(old, suspended)).isEqualTo(Reason.RESUMED);
        assertThat(offering(sessionOf(version, awake), suspended)).isEqualTo(Reason.RESUMED);
        assertThat(offering(sessionOf(version, suspended), awake)).isEqualTo(Reason.RESUMED);
    }

    @Test
    @Prevents("key-rotation")
    void resumesNothingOfKeysThatWereRevoked() throws Exception {
        SSLContext one = node(secret);
        SSLContext two = node(secret);
        TlsSession session = sessionOf("TLSv1.3", one);

        keys.rotate(secret, true, clock.instant());
        clock.advance(Duration.ofSeconds(1));

        for (SSLContext node : List.of(one, two)) {
            assertThat(offering(session, node)).isEqualTo(Reason.UNKNOWN_TICKET_KEY);
        }
        assertThat(offering(sessionOf("TLSv1.3", one), two)).isEqualTo(Reason.RESUMED);
        TicketKeys.Status status = keys.status(secret, ROTATE, LIFETIME, clock.instant());
        assertThat(status.keys()).hasSize(1);
        assertThat(status.forwardSecret()).isTrue();
    }

    @Test
    void changesItsSecretWithoutAFlagDay(@TempDir Path directory) throws Exception {
        Path old = directory.resolve("old");
        Path fresh = directory.resolve("fresh");
        FleetSecret.writeNew(old);
        FleetSecret.writeNew(fresh);
        SSLContext one = node(FleetSecret.read(old));
        SSLContext two = node(FleetSecret.read(old));

        // The new one last everywhere, then first everywhere, then alone: a node at a time.
        for (FleetSecret next : List.of(
                joined(directory.resolve("added"), old, fresh),
                joined(directory.resolve("turned"), fresh, old),
                FleetSecret.read(fresh))) {
            one = node(next);
            servesAsOneFleet(one, two);
            two = node(next);
            for (Duration passed = Duration.ZERO; passed.compareTo(LIFETIME) < 0; passed = passed.plus(ROTATE)) {
                servesAsOneFleet(one, two);
                clock.advance(ROTATE.minusMinutes(1));
            }
        }
    }

    private void servesAsOneFleet(SSLContext one, SSLContext two) throws Exception {
        assertThat(offering(sessionOf("TLSv1.3", one), two)).isEqualTo(Reason.RESUMED);
        assertThat(offering(sessionOf("TLSv1.3", two), one)).isEqualTo(Reason.RESUMED);
    }

    private static FleetSecret joined(Path file, Path first, Path last) throws Exception {
        FleetSecret.writeNew(file); // for its permissions
        Files.writeString(file, Files.readString(first) + Files.readString(last));
        return FleetSecret.read(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Prevents("store-failure")
    void losesNoConnectionWhileTheRegisterIsGone(String version) throws Exception {
        SSLContext one = node(secret);
        register.down = true;
        SSLContext two = node(secret);

        TlsSession session = sessionOf(version, one);
        assertThat(offering(session, two)).isEqualTo(Reason.UNKNOWN_TICKET_KEY);

        register.down = false;
        clock.advance(Duration.ofSeconds(1));
        assertThat(offering(sessionOf(version, one), two)).isEqualTo(Reason.RESUMED);
    }

    @Test
    void needsASecretThatKeysAreWrappedUnder() {
        assertThatIllegalStateException()
                .isThrownBy(() -> server().ticketKeys(keys).build())
                .withMessageContaining("they need a fleet secret");
    }
}
