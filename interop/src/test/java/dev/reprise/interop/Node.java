package dev.reprise.interop;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Node's {@code tls} module: OpenSSL as Node builds and drives it. Can save a session. */
final class Node extends Program {
    Node() {
        super("node");
    }

    @Override
    public Optional<String> missing() {
        return Machine.missing("node", "node (Debian: nodejs)");
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.SUITES, Ability.SAVED_SESSION, Ability.RESUMPTION_AFTER_RETRY);
    }

    @Override
    List<String> command() {
        return List.of("node", resource("peer.js"));
    }
}
