package dev.reprise.interop.frameworks;

import dev.reprise.ClientAuth;
import dev.reprise.FleetSecret;
import dev.reprise.Reprise;
import dev.reprise.ServerBuilder;
import dev.reprise.TicketKeys;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a node is set up.
 *
 * @param secret the fleet's: ticket keys are derived from it
 * @param certificate a chain in PEM
 * @param clientCa whose client certificates are needed; null if none are asked for
 */
record NodeOptions(
        Path secret, Path certificate, Path key, @Nullable Path clientCa) {
    /** The options as {@link NodeMain} takes them; {@code -} where there is no client CA. */
    static NodeOptions parse(String secret, String certificate, String key, String clientCa) {
        return new NodeOptions(
                Path.of(secret), Path.of(certificate), Path.of(key), clientCa.equals("-") ? null : Path.of(clientCa));
    }

    boolean needsClients() {
        return clientCa != null;
    }

    /** A new context, as a program makes one at its start and whenever its certificate is renewed. */
    SSLContext context() throws IOException {
        ServerBuilder builder = Reprise.server()
                .identity(certificate, key)
                .secret(FleetSecret.read(secret))
                .ticketKeys(TicketKeys.derived())
                .listener(NodeMain::tell);
        if (clientCa != null) {
            builder.trust(clientCa).clientAuth(ClientAuth.NEED);
        }
        return builder.build();
    }
}
