package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.client.ClientConfig;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.session.SessionState;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A handshake that ends early leaves none of its secrets behind, wherever it stood: before a message or before a task. */
class WipedSecretsTest {
    /** What outlives a connection: configuration, and sessions that belong to a pool. */
    private static final List<Class<?>> OTHERS =
            List.of(EndpointConfig.class, ServerConfig.class, ClientConfig.class, SessionState.class);

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
        Set<Secret> secrets = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> left = new ArrayDeque<>(List.of(connection));
        while (!left.isEmpty()) {
            Object object = left.pop();
            if (!seen.add(object) || object instanceof Enum<?> || OTHERS.contains(object.getClass())) {
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
}
