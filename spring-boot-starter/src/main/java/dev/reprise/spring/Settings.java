package dev.reprise.spring;

import dev.reprise.FleetSecret;
import dev.reprise.SessionStores;
import dev.reprise.TicketKeys;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the properties name, opened; a value that cannot be used is told by its property. */
final class Settings {
    private static final String MAKE_A_SECRET =
            "Name a file that \"reprise keys new-secret FILE\" (or FleetSecret.writeNew) made, the same on every node.";

    private Settings() {}

    static FleetSecret secret(Path file) {
        try {
            return FleetSecret.read(file);
        } catch (IOException | IllegalArgumentException e) {
            throw new RepriseSettingException("reprise.secret-file", file, problem(e), MAKE_A_SECRET, e);
        }
    }

    static TicketKeys ticketKeys(String spec) {
        try {
            return TicketKeys.of(spec);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw ticketKeysUnusable(spec, e);
        }
    }

    static RepriseSettingException ticketKeysUnusable(String spec, RuntimeException e) {
        return new RepriseSettingException(
                "reprise.ticket-keys",
                spec,
                problem(e),
                "Set it to ephemeral, derive (with reprise.secret-file), derive:PATH, file:PATH or dir:PATH.",
                e);
    }

    static SessionStore store(String spec) {
        try {
            return SessionStores.of(spec);
        } catch (StoreException | IllegalArgumentException | UncheckedIOException e) {
            throw new RepriseSettingException(
                    "reprise.store",
                    spec,
                    problem(e),
                    "Set it to memory, none or file:PATH, or put the module on the class path that knows this store.",
                    e);
        }
    }

    /** A store outside of the process holds nothing that is not sealed. */
    static void requireSecret(SessionStore store, @Nullable FleetSecret secret) {
        if (store.mayBlock() && secret == null) {
            throw new RepriseSettingException(
                    "reprise.secret-file",
                    null,
                    "what leaves the process for the session store is sealed with the fleet's secret",
                    MAKE_A_SECRET,
                    null);
        }
    }

    static ClientSessions clientSessions(String spec) {
        String action = "Set it to memory, dir:PATH or file:PATH.";
        try {
            if (spec.equals("memory")) {
                return SessionStores.clientMemory();
            }
            if (spec.startsWith("dir:") && spec.length() > 4) {
                return SessionStores.clientDirectory(Path.of(spec.substring(4)));
            }
            if (spec.startsWith("file:") && spec.length() > 5) {
                return SessionStores.clientFile(Path.of(spec.substring(5)));
            }
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new RepriseSettingException("reprise.client-sessions", spec, problem(e), action, e);
        }
        throw new RepriseSettingException(
                "reprise.client-sessions", spec, "there is no such place for sessions", action, null);
    }

    private static String problem(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
