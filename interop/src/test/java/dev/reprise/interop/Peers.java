package dev.reprise.interop;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.provider.Arguments;

/** All the peers, and what to do where one is missing. */
public final class Peers {
    static final OpenSsl OPENSSL = new OpenSsl();
    static final GnuTls GNUTLS = new GnuTls();
    static final Curl CURL = new Curl();
    static final Node NODE = new Node();
    static final Python PYTHON = new Python();
    static final Go GO = new Go();
    static final Jdk JDK17 = new Jdk(17);
    static final Jdk JDK25 = new Jdk(25);

    static final Conscrypt CONSCRYPT = new Conscrypt();
    static final Nss NSS = new Nss();
    static final Nginx NGINX = new Nginx();
    static final HaProxy HAPROXY = new HaProxy();
    static final Apache APACHE = new Apache();
    static final Lighttpd LIGHTTPD = new Lighttpd();

    private Peers() {}

    static List<ClientPeer> clients() {
        return List.of(OPENSSL, GNUTLS, NSS, CURL, NODE, PYTHON, GO, JDK17, JDK25, CONSCRYPT);
    }

    static List<ServerPeer> servers() {
        return List.of(
                OPENSSL, GNUTLS, NSS, NODE, PYTHON, GO, JDK17, JDK25, CONSCRYPT, NGINX, HAPROXY, APACHE, LIGHTTPD);
    }

    static Stream<ClientPeer> clients(Ability ability) {
        return clients().stream().filter(peer -> peer.can(ability));
    }

    /** For each suite, group and kind of certificate: what the JDK does with one is the same in 17 and 25, of which one speaks for both there. */
    static Stream<ClientPeer> clientsOfOneJdk(Ability ability) {
        return clients(ability).filter(peer -> peer != JDK25);
    }

    /** The same of servers. */
    static List<ServerPeer> serversOfOneJdk() {
        return servers().stream().filter(peer -> peer != JDK25).toList();
    }

    /** Each of the peers with each way to resume. One that cannot take a way makes full handshakes, and nothing fails. */
    static Stream<Arguments> inEveryWay(List<? extends Peer> peers) {
        return peers.stream().flatMap(peer -> Stream.of(Way.values()).map(way -> Arguments.of(peer, way)));
    }

    /**
     * Skips the test, saying why, where the peer is not installed. On a build server ({@code CI=true}) everything has to
     * be there: a test that never runs is no test.
     */
    static void require(Peer peer) {
        require(peer.missing());
    }

    /** The same for what else has to be installed; empty where it is. */
    public static void require(Optional<String> missing) {
        if (missing.isPresent()) {
            String why = "The peer is not installed: " + missing.get();
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(why);
            }
            Assumptions.abort(why);
        }
    }
}
