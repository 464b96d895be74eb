package dev.reprise.interop;

import java.util.Optional;
import java.util.Set;

/** A TLS implementation that is not ours. */
sealed interface Peer permits ClientPeer, ServerPeer {
    String name();

    /** What has to be installed, where the peer is not here. */
    Optional<String> missing();

    Set<Ability> abilities();
}
