package dev.reprise.interop;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server peer is asked to be: one that answers each HTTP request and closes the connection.
 *
 * @param suites by their IANA names; empty for the peer's own
 * @param groups by their IANA names; empty for the peer's own
 * @param tickets whether sessions of TLS 1.2 leave in tickets; not: OpenSSL alone can be told
 * @param clientCa where a client certificate is needed: who may have issued it
 */
record ServerOptions(
        Credential credential,
        String protocol,
        List<String> suites,
        List<String> groups,
        List<String> alpn,
        boolean tickets,
        @Nullable Path clientCa) {
    static ServerOptions with(Credential credential) {
        return new ServerOptions(credential, "TLSv1.3", List.of(), List.of(), List.of(), true, null);
    }

    ServerOptions withProtocol(String version) {
        return new ServerOptions(credential, version, suites, groups, alpn, tickets, clientCa);
    }

    ServerOptions withSuites(String... names) {
        return new ServerOptions(credential, protocol, List.of(names), groups, alpn, tickets, clientCa);
    }

    ServerOptions withGroups(String... names) {
        return new ServerOptions(credential, protocol, suites, List.of(names), alpn, tickets, clientCa);
    }

    ServerOptions withAlpn(String... names) {
        return new ServerOptions(credential, protocol, suites, groups, List.of(names), tickets, clientCa);
    }

    ServerOptions withTickets(boolean given) {
        return new ServerOptions(credential, protocol, suites, groups, alpn, given, clientCa);
    }

    ServerOptions needingClients() {
        return new ServerOptions(credential, protocol, suites, groups, alpn, tickets, Certificates.authority());
    }
}
