package dev.reprise.cli.demo;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection as three saw it.
 *
 * @param wire the relay
 * @param client the client's own line
 * @param node the node's own line
 */
record Meeting(Passage wire, Map<String, @Nullable Object> client, Map<String, @Nullable Object> node) {
    /** Whether the handshake resumed a session, and all three agree about it. */
    boolean resumedBy(String mechanism) {
        return wire.resumed()
                && "resumed".equals(client.get("kind"))
                && "resumed".equals(node.get("kind"))
                && mechanism.equals(node.get("mechanism"));
    }

    /** Whether the handshake was a full one, and all three agree about it. */
    boolean full() {
        return !wire.resumed() && "full".equals(client.get("kind")) && "full".equals(node.get("kind"));
    }

    /** What a field of the node's line says, as text. */
    String node(String field) {
        return String.valueOf(node.get(field));
    }

    /** What a field of the client's line says, as text. */
    String client(String field) {
        return String.valueOf(client.get(field));
    }
}
