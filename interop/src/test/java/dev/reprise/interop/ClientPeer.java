package dev.reprise.interop;

import java.util.List;

/** A peer that can be a client. */
sealed interface ClientPeer extends Peer permits OpenSsl, GnuTls, Nss, Curl, Program {
    /**
     * Connects as often as the options say, each time with the session of the time before.
     *
     * @return what the peer reports of each connection, in order
     * @throws PeerFailure if one of them fails
     */
    List<Seen> visit(ClientOptions options);
}
