package dev.reprise.internal.store;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.TlsSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A process that takes sessions from a place that it shares with others, as fast as it can, and says which it got. It waits for a
 * line on its standard input, so that all begin together.
 *
 * <p>Arguments: {@code directory} or {@code file}, the path, and how many sessions it adds of its own on the way, with the number of the
 * first.
 */
final class LeaseRace {
    private LeaseRace() {}

    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[1]);
        int adds = Integer.parseInt(arguments[2]);
        int next = Integer.parseInt(arguments[3]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (ClientSessions sessions =
                arguments[0].equals("file") ? new SessionFile(path) : new DirectoryClientSessions(path)) {
            System.out.println("ready");
            in.readLine();
            for (int i = 0; i < adds; i++) {
                sessions.add(ClientSessionsContract.SHOP, ClientSessionsContract.session(next + i));
                sessions.lease(ClientSessionsContract.SHOP, ClientSessionsContract.NOW)
                        .ifPresent(LeaseRace::say);
            }
            Optional<TlsSession> leased;
            do {
                leased = sessions.lease(ClientSessionsContract.SHOP, ClientSessionsContract.NOW);
                leased.ifPresent(LeaseRace::say);
            } while (leased.isPresent()
                    || sessions.available(ClientSessionsContract.SHOP, ClientSessionsContract.NOW) > 0);
        }
        System.out.println("done");
    }

    /** A session by the digest of what it is, so that the same one got twice is seen. */
    private static void say(TlsSession session) {
        byte[] digest = HashAlgorithm.SHA256.digest(session.export());
        System.out.println("leased " + HexFormat.of().formatHex(digest));
    }
}
