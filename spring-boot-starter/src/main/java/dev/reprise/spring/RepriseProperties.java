package dev.reprise.spring;

import dev.reprise.Revalidation;
import dev.reprise.TicketMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be set by properties. Certificates, keys and whom to trust are those of the SSL bundles.
 *
 * @param enabled whether SSL bundles run on Reprise
 * @param bundles names of the SSL bundles that do; empty for all, and for what server.ssl.* says without a bundle
 * @param secretFile file of the fleet's secret, the same on every node; needed by ticket keys that are derived and by stores outside of the process
 * @param ticketKeys what tickets are sealed with: ephemeral, derive (from the secret file), derive:PATH, file:PATH or dir:PATH
 * @param rotate how long one ticket key seals, at most 7 days
 * @param lifetime how long a server's session may be resumed after the handshake that authenticated, at most 7 days
 * @param store where a server's sessions are kept: memory, none, file:PATH, or what a store on the class path answers to
 * @param tickets whether clients may carry sessions in tickets
 * @param tls13Tickets what TLS 1.3 clients are given: stateless (a ticket that carries the session) or stored (a name, good for one resumption)
 * @param ticketCount tickets after a handshake of TLS 1.3, 0 to 32, unless the client says how many it wants
 * @param clientSessions where the sessions of outgoing connections are kept: memory, dir:PATH or file:PATH
 * @param context name that parts the sessions of this application from those of others with the same ticket keys
 * @param trustPolicy name of how trust is decided, the same wherever trust managers of your own decide alike
 * @param revalidation what certificates go through again on resumption: expiry or full
 * @param groups groups for the key exchange by their IANA names, the preferred first; empty for all that the JDK has
 * @param ocspResponse file with an OCSP response (DER) that servers hand out, read again when it changes
 */
@ConfigurationProperties("reprise")
public record RepriseProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue List<String> bundles,
        @Nullable Path secretFile,
        @DefaultValue("ephemeral") String ticketKeys,
        @DefaultValue("6h") Duration rotate,
        @DefaultValue("6h") Duration lifetime,
        @DefaultValue("memory") String store,
        @DefaultValue("true") boolean tickets,
        @DefaultValue("stateless") TicketMode tls13Tickets,
        @DefaultValue("2") int ticketCount,
        @DefaultValue("memory") String clientSessions,
        @Nullable String context,
        @Nullable String trustPolicy,
        @DefaultValue("expiry") Revalidation revalidation,
        @DefaultValue List<String> groups,
        @Nullable Path ocspResponse) {
    public RepriseProperties {
        bundles = List.copyOf(bundles);
        groups = List.copyOf(groups);
    }
}
