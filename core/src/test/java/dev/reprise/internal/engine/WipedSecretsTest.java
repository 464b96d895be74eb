package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.KeyLog;
import dev.reprise.internal.handshake.client.ClientConfig;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.resumption.TicketKeySource;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.AlertReceived;
import dev.reprise.session.Reason;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A handshake that ends early leaves none of its secrets behind, wherever it stood: before a message or before a task. */
class WipedSecretsTest {
    /** What outlives a connection: configuration, and sessions that belong to a pool. */
    private static final List<Class<?>> OTHERS =
            List.of(EndpointConfig.class, ServerConfig.class, ClientConfig.class, SessionState.class);

    /** What outlives a connection of a server, to which the sessions that it opens belong alone. */
    private static final List<Class<?>> OTHERS_OF_A_SERVER = List.of(EndpointConfig.class, ServerConfig.class);

    private final Endpoints ends = new Endpoints();

    private static byte[] record(Connection connection) {
        ByteBuffer out = ByteBuffer.allocate(17_000);
        connection.wrap(new ByteBuffer[] {ByteBuffer.allocate(0)}, 0, 1, out);
        byte[] record = new byte[out.position()];
        out.flip().get(record);
        return record;
    }

    private static void unwrap(Connection connection, byte[] record) {
        connection.unwrap(ByteBuffer.wrap(record), new ByteBuffer[] {ByteBuffer.allocate(17_000)}, 0, 1);
    }

    /** Ends a copy of the same handshake after every step it can take; a step is a task or a record. */
    private int stepsWiped(boolean ofClient) throws IllegalAccessException {
        int withSecrets = 0;
        for (int steps = 0; ; steps++) {
            Connection client = ends.client();
            Connection server = ends.server();
            client.begin();
            boolean over = !advance(client, server, steps);
            Connection looked = ofClient ? client : server;
            if (over || looked.isConnected()) {
                return withSecrets;
            }
            Set<Secret> secrets = secretsOf(looked);
            looked.closeInbound();
            while (looked.status() == Status.NEED_WRAP) {
                record(looked);
            }
            assertThat(secrets).as("after step %d", steps).allMatch(Secret::isDestroyed);
            withSecrets += secrets.isEmpty() ? 0 : 1;
        }
    }

    /** @return false if the handshake has not so many steps */
    private static boolean advance(Connection client, Connection server, int steps) {
        for (int i = 0; i < steps; i++) {
            if (!step(client, server) && !step(server, client)) {
                return false;
            }
        }
        return true;
    }

    private static boolean step(Connection one, Connection other) {
        Runnable task = one.nextTask();
        if (task != null) {
            task.run();
            return true;
        }
        if (one.status() == Status.NEED_WRAP && other.status() != Status.NEED_TASK) {
            byte[] record = record(one);
            if (record.length > 0) {
                unwrap(other, record);
                return true;
            }
        }
        return false;
    }

    private static Set<Secret> secretsOf(Connection connection) throws IllegalAccessException {
        return secretsOf(connection, OTHERS);
    }

    private static Set<Secret> secretsOf(Object from, List<Class<?>> others) throws IllegalAccessException {
        Set<Secret> secrets = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> left = new ArrayDeque<>(List.of(from));
        while (!left.isEmpty()) {
            Object object = left.pop();
            if (!seen.add(object)
                    || object instanceof Enum<?>
                    || object instanceof Throwable
                    || others.contains(object.getClass())) {
                continue;
            }
            if (object instanceof Secret secret) {
                secrets.add(secret);
            } else if (object instanceof Collection<?> all) {
                left.addAll(new ArrayList<>(all));
            } else if (object.getClass().getName().startsWith("dev.reprise.internal.")) {
                left.addAll(fieldsOf(object));
            }
        }
        return secrets;
    }

    private static List<Object> fieldsOf(Object object) throws IllegalAccessException {
        List<Object> values = new ArrayList<>();
        for (Class<?> type = object.getClass(); type != Object.class && type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    Object value = field.get(object);
                    if (value != null) {
                        values.add(value);
                    }
                }
            }
        }
        return values;
    }

    @Test
    void ofAServer() throws IllegalAccessException {
        assertThat(stepsWiped(false)).isGreaterThan(3);
    }

    @Test
    void ofAServerThatAsksForACertificate() throws IllegalAccessException {
        ends.clientHasACertificate();
        ends.clientAuthentication = ClientAuthentication.NEED;
        assertThat(stepsWiped(false)).isGreaterThan(6);
    }

    @Test
    void ofAClientThatShowsACertificate() throws IllegalAccessException {
        ends.clientHasACertificate();
        ends.clientAuthentication = ClientAuthentication.NEED;
        assertThat(stepsWiped(true)).isGreaterThan(4);
    }

    @ParameterizedTest
    @CsvSource({
        "true, false, NONE, 3",
        "false, false, NONE, 2",
        "true, false, NEED, 4",
        "false, false, NEED, 3",
        "true, true, NONE, 1",
        "false, true, NONE, 1",
    })
    void ofEitherSideInTls12(boolean ofClient, boolean resumed, ClientAuthentication authentication, int atLeast)
            throws IllegalAccessException {
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.clientAuthentication = authentication;
        ends.clientHasACertificate();
        if (resumed) {
            ends.bound = ends.wire().run().client.latestSession().orElseThrow();
        }
        assertThat(stepsWiped(ofClient)).isGreaterThanOrEqualTo(atLeast);
    }

    /** Whoever leaves in the middle is answered with what waits, under keys that must not be gone, and then all of it is wiped. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofAHandshakeOfTls12ThatIsLeftWhileItsFinishedWaits(boolean ofClient) throws IllegalAccessException {
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.bound = ofClient ? null : ends.wire().run().client.latestSession().orElseThrow();
        Connection client = ends.client();
        Connection server = ends.server();
        client.begin();
        Connection looked = ofClient ? client : server;
        Connection other = ofClient ? server : client;
        // The client has its whole last flight to say; the server that resumes, its only one.
        while (!(looked.status() == Status.NEED_WRAP && secretsOf(looked).size() > 4)) {
            assertThat(step(client, server) || step(server, client)).isTrue();
        }
        Set<Secret> secrets = secretsOf(looked);
        assertThatThrownBy(() -> unwrap(looked, new byte[] {21, 3, 3, 0, 2, 1, 0}))
                .isInstanceOf(AlertReceived.class);
        while (looked.status() == Status.NEED_WRAP) {
            record(looked);
        }
        assertThat(looked.isOutboundDone()).isTrue();
        assertThat(looked.fault().orElseThrow().alert()).isEqualTo(AlertDescription.CLOSE_NOTIFY);
        assertThat(other.isConnected()).isFalse();
        assertThat(secrets).allMatch(Secret::isDestroyed);
    }

    /** What a server has opened of sessions by the time it has derived its first secret. */
    private Set<Secret> openedOnTheWayTo(Reason reason) {
        Set<Secret> opened = Collections.newSetFromMap(new IdentityHashMap<>());
        Connection client = ends.client();
        Connection[] server = new Connection[1];
        ends.keyLog = (label, random, secret) -> {
            try {
                Set<Secret> all = secretsOf(server[0], OTHERS_OF_A_SERVER);
                all.removeAll(secretsOf(server[0]));
                opened.addAll(all);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        };
        server[0] = ends.server();
        Wire wire = new Wire(client, server[0]).run();
        assertThat(Story.seenBy(wire.server).reason()).isEqualTo(reason);
        return opened;
    }

    @ParameterizedTest
    @CsvSource({
        "STATELESS, 0x0304, RESUMED",
        "STORED, 0x0304, RESUMED",
        "STATELESS, 0x0304, EXPIRED",
        "STORED, 0x0304, EXPIRED",
        "STATELESS, 0x0303, RESUMED",
    })
    void ofSessionsThatAServerHasResumedOrRefused(TicketMode mode, int version, Reason reason) {
        ends.mode = mode;
        ends.clientVersions = List.of(version);
        ends.serverVersions = List.of(version);
        ends.wire().run();
        if (reason == Reason.EXPIRED) {
            ends.lifetime = Duration.ofSeconds(1);
            ends.clock.advance(Duration.ofSeconds(2));
        }
        assertThat(openedOnTheWayTo(reason)).isNotEmpty().allMatch(Secret::isDestroyed);
    }

    @Test
    void ofASessionThatIsOpenedForAConnectionThatHasEndedMeanwhile() throws IllegalAccessException {
        ends.wire().run();
        TicketKeySource keys = ends.keys;
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        ends.keys = new TicketKeySource() {
            @Override
            public TicketKeyring at(Instant now) {
                meanwhile.get().run();
                return keys.at(now);
            }

            @Override
            public boolean forwardSecret() {
                return keys.forwardSecret();
            }

            @Override
            public Instant nextRotation(Instant now) {
                return keys.nextRotation(now);
            }

            @Override
            public void rotate(Instant now, boolean revoke) throws IOException {
                keys.rotate(now, revoke);
            }

            @Override
            public String describe() {
                return keys.describe();
            }
        };
        Connection client = ends.client();
        client.begin();
        Connection server = ends.server();
        unwrap(server, record(client));
        Runnable task = Objects.requireNonNull(server.nextTask());
        meanwhile.set(server::closeInbound);
        task.run();
        assertThat(server.isInboundDone()).isTrue();
        assertThat(secretsOf(task, OTHERS_OF_A_SERVER)).isNotEmpty().allMatch(Secret::isDestroyed);
    }

    /** A message that ends, and a byte of the next one, in one record. */
    private static byte[] withAByteBehind(byte[] record) {
        byte[] longer = Arrays.copyOf(record, record.length + 1);
        int length = longer.length - 5;
        longer[3] = (byte) (length >> 8);
        longer[4] = (byte) length;
        return longer;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofAStepThatEndsInTheMiddleSinceAMessageCrossesAChangeOfKeys(boolean ofClient) {
        Set<Secret> derived = Collections.newSetFromMap(new IdentityHashMap<>());
        ends.keyLog = (label, random, secret) -> derived.add(secret);
        Connection looked = ofClient ? ends.client() : ends.server();
        ends.keyLog = KeyLog.OFF;
        Wire wire = ofClient ? new Wire(looked, ends.server()) : new Wire(ends.client(), looked);
        Wire.Side other = ofClient ? wire.serverSide() : wire.clientSide();
        other.tamper = record -> other.sent.size() == 1 ? withAByteBehind(record) : record;
        wire.run();
        assertThat(looked.fault().orElseThrow())
                .hasMessageContaining(ofClient ? "crosses a change of keys" : "before it is answered");
        // A server finds out before it derives any: nothing may stand behind the hello that it is to answer.
        assertThat(derived).hasSize(ofClient ? 2 : 0).allMatch(Secret::isDestroyed);
    }
}
