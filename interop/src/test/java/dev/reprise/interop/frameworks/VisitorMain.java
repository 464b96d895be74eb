package dev.reprise.interop.frameworks;

import dev.reprise.ClientBuilder;
import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.session.Resumption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/**
 * One client process: makes one connection with the library that the first argument names, prints a JSON line of it, and ends. Its sessions are
 * in a directory, where the process before it left them.
 */
public final class VisitorMain {
    private VisitorMain() {}

    /** CLIENT PROTOCOL PORT AUTHORITY SESSIONS [CERTIFICATE KEY]. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[2]);
        try {
            AtomicReference<Resumption> heard = new AtomicReference<>();
            ClientBuilder builder = Reprise.client()
                    .trust(Path.of(arguments[3]))
                    .sessions(SessionStores.clientDirectory(Path.of(arguments[4])))
                    .listener(event -> heard.set(event.resumption()));
            if (arguments.length > 5) {
                builder.identity(Path.of(arguments[5]), Path.of(arguments[6]));
            }
            SSLContext context = builder.build();
            Visit visit = FrameworkClient.valueOf(arguments[0]).visit(context, arguments[1], port);
            Resumption how = visit.resumption() == null ? heard.get() : visit.resumption();
            System.out.println("{\"event\":\"handshake\",\"ok\":true,\"kind\":\""
                    + how.kind().word()
                    + "\",\"mechanism\":\"" + how.mechanism().word() + "\",\"reason\":\""
                    + how.reason().word() + "\",\"told\":" + (visit.resumption() != null) + ",\"protocol\":\""
                    + visit.protocol() + "\",\"answer\":\"" + plain(visit.answer()) + "\"}");
        } catch (Exception e) {
            e.printStackTrace();
            System.out.println("{\"event\":\"handshake\",\"ok\":false,\"error\":\"" + plain(e.toString()) + "\"}");
        }
        System.exit(0);
    }

    /** What a JSON string may hold as it is. */
    private static String plain(String text) {
        return text.replaceAll("[^ -~]|[\"\\\\]", "'");
    }
}
