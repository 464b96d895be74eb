package dev.reprise.interop.applications;

import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.interop.HandshakeLine;
import java.nio.file.Path;

/** One client process of Redis: makes two connections, one after the other, and prints a line of each. */
public final class RedisClientMain {
    private RedisClientMain() {}

    /** LIBRARY PORT AUTHORITY CERTIFICATE KEY SESSIONS. */
    public static void main(String[] arguments) {
        Path authority = Path.of(arguments[2]);
        Path certificate = Path.of(arguments[3]);
        Path key = Path.of(arguments[4]);
        RedisContext context = new RedisContext(
                Reprise.client()
                        .trust(authority)
                        .identity(certificate, key)
                        .versions(System.getProperty("jdk.tls.client.protocols"))
                        .sessions(SessionStores.clientDirectory(Path.of(arguments[5])))
                        .build(),
                authority,
                certificate,
                key);
        for (String value : new String[] {"one", "other"}) {
            try {
                System.out.println(HandshakeLine.of(
                        RedisLibrary.valueOf(arguments[0]).visit(context, Integer.parseInt(arguments[1]), value),
                        "library",
                        arguments[0]));
            } catch (RuntimeException e) {
                e.printStackTrace();
                System.out.println("{\"event\":\"handshake\",\"ok\":false}");
            }
        }
        System.exit(0);
    }
}
