package dev.reprise.interop;

import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    public Map<Ability, String> unable() {
        return Map.of();
    }

    @Override
    String suite(String name) {
        return Suites.toOpenSsl(name);
    }

    @Override
    List<String> command() {
        return List.of("node", resource("peer.js"));
    }
}
