package dev.reprise.internal.handshake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server's choice among the application protocols that a client offers (RFC 7301). */
@FunctionalInterface
public interface ApplicationProtocolSelector {
    /**
     * @param offered in the client's order; never empty
     * @return one of them; empty to go on without; null to refuse the connection with {@code no_application_protocol}
     */
    @Nullable
    String select(List<String> offered);

    /** Takes the first of ours that the client offers; goes on without where we have none at all. */
    static ApplicationProtocolSelector preferring(List<String> ours) {
        List<String> preferred = List.copyOf(ours);
        return offered -> preferred.isEmpty()
                ? ""
                : preferred.stream().filter(offered::contains).findFirst().orElse(null);
    }
}
