package dev.reprise.interop;

/** A peer that can be a server. */
sealed interface ServerPeer extends Peer permits OpenSsl, GnuTls, Nss, Program, WebServer {
    /** Starts a server; when this returns, it can be connected to. */
    PeerServer serve(ServerOptions options);
}
