package dev.reprise.interop;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client peer is asked to do: connect to {@code 127.0.0.1}, send an HTTP request, read the answer to its end, and
 * do it again with the session it was given.
 *
 * @param suites in order of preference, by their IANA names; empty for the peer's own
 * @param groups in order of preference, by their IANA names; the peer sends a key share for the first only
 * @param identity what it authenticates with when asked
 * @param tickets whether tickets are taken; not in TLS 1.2: needs {@link Ability#NO_TICKETS}
 * @param connections how many, one after the other
 * @param session resumed from if the file is there, and written at the end; needs {@link Ability#SAVED_SESSION}
 */
record ClientOptions(
        int port,
        Path ca,
        String serverName,
        String protocol,
        List<String> suites,
        List<String> groups,
        List<String> alpn,
        @Nullable Credential identity,
        boolean tickets,
        int connections,
        @Nullable Path session) {
    /** One full handshake and one that should resume. */
    static ClientOptions to(int port) {
        return new ClientOptions(
                port,
                Certificates.authority(),
                "localhost",
                "TLSv1.3",
                List.of(),
                List.of(),
                List.of(),
                null,
                true,
                2,
                null);
    }

    ClientOptions withProtocol(String version) {
        return new ClientOptions(
                port, ca, serverName, version, suites, groups, alpn, identity, tickets, connections, session);
    }

    ClientOptions withSuites(String... names) {
        return new ClientOptions(
                port, ca, serverName, protocol, List.of(names), groups, alpn, identity, tickets, connections, session);
    }

    ClientOptions withGroups(String... names) {
        return new ClientOptions(
                port, ca, serverName, protocol, suites, List.of(names), alpn, identity, tickets, connections, session);
    }

    ClientOptions withAlpn(List<String> names) {
        return new ClientOptions(
                port, ca, serverName, protocol, suites, groups, names, identity, tickets, connections, session);
    }

    ClientOptions withIdentity(Credential credential) {
        return new ClientOptions(
                port, ca, serverName, protocol, suites, groups, alpn, credential, tickets, connections, session);
    }

    ClientOptions withTickets(boolean taken) {
        return new ClientOptions(
                port, ca, serverName, protocol, suites, groups, alpn, identity, taken, connections, session);
    }

    ClientOptions withConnections(int number) {
        return new ClientOptions(
                port, ca, serverName, protocol, suites, groups, alpn, identity, tickets, number, session);
    }

    /** One connection that keeps its session in {@code file}. */
    ClientOptions withSession(Path file) {
        return new ClientOptions(port, ca, serverName, protocol, suites, groups, alpn, identity, tickets, 1, file);
    }
}
