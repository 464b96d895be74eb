package dev.reprise.interop.frameworks;

import dev.reprise.ClientBuilder;
import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.session.Resumption;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/**
 * A process of clients: for each line that it reads it makes one connection with a new context and a new client of the library that the line names,
 * and prints a JSON line of it. Sessions are in the directory that the line names, where those before it left them. The end of input ends it.
 */
public final class VisitorMain {
    private VisitorMain() {}

    /** Lines are CLIENT PROTOCOL PORT AUTHORITY SESSIONS [CERTIFICATE KEY]. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            visit(line.split(" "));
        }
        System.exit(0);
    }

    private static void visit(String[] how) {
        try {
            AtomicReference<Resumption> heard = new AtomicReference<>();
            ClientBuilder builder = Reprise.client()
                    .trust(Path.of(how[3]))
                    .sessions(SessionStores.clientDirectory(Path.of(how[4])))
                    .listener(event -> heard.set(event.resumption()));
            if (how.length > 5) {
                builder.identity(Path.of(how[5]), Path.of(how[6]));
            }
            SSLContext context = builder.build();
            Visit visit = FrameworkClient.valueOf(how[0]).visit(context, how[1], Integer.parseInt(how[2]));
            Resumption came = visit.resumption() == null ? heard.get() : visit.resumption();
            System.out.println("{\"event\":\"handshake\",\"ok\":true,\"kind\":\""
                    + came.kind().word()
                    + "\",\"mechanism\":\"" + came.mechanism().word() + "\",\"reason\":\""
                    + came.reason().word() + "\",\"told\":" + (visit.resumption() != null) + ",\"protocol\":\""
                    + visit.protocol() + "\",\"answer\":\"" + plain(visit.answer()) + "\"}");
        } catch (Exception e) {
            e.printStackTrace();
            System.out.println("{\"event\":\"handshake\",\"ok\":false,\"error\":\"" + plain(e.toString()) + "\"}");
        }
    }

    /** What a JSON string may hold as it is. */
    private static String plain(String text) {
        return text.replaceAll("[^ -~]|[\"\\\\]", "'");
    }
}
