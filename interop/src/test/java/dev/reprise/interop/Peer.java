package dev.reprise.interop;

import java.util.Map;
import java.util.Optional;

/** A TLS implementation that is not ours. */
sealed interface Peer permits ClientPeer, ServerPeer {
    String name();

    /** What has to be installed, where the peer is not here. */
    Optional<String> missing();

    /** What it cannot do, each with the reason; all the rest it can, and is tested at. */
    Map<Ability, String> unable();

    /** In which way it resumes where it could do so in that one: a peer that takes no tickets of TLS 1.2 may do so by ID. */
    default Optional<Way> resumption(Way offered) {
        if (can(offered.ability())) {
            return Optional.of(offered);
        }
        return offered == Way.TLS12_TICKET && can(Ability.TLS12_SESSION_ID)
                ? Optional.of(Way.TLS12_SESSION_ID)
                : Optional.empty();
    }

    /** The same with Reprise at the other end. */
    default Optional<Way> resumptionWithUs(Way offered) {
        return offered == Way.TLS13 || can(Ability.EXTENDED_MASTER_SECRET) ? resumption(offered) : Optional.empty();
    }

    /** How {@code serve} tells of a connection of this client that has nothing to resume. */
    default String fullAtServe(Way offered) {
        return offered == Way.TLS13 || can(Ability.EMPTY_SESSION_ID) ? Way.FULL : "full none unknown_session";
    }

    default boolean can(Ability ability) {
        return !unable().containsKey(ability);
    }
}
