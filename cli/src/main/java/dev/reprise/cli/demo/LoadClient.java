package dev.reprise.cli.demo;

import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.cli.HandshakeLine;
import dev.reprise.cli.HostPort;
import dev.reprise.cli.Json;
import dev.reprise.cli.LastHandshake;
import dev.reprise.cli.connect.Caller;
import dev.reprise.cli.connect.CountingSessions;
import dev.reprise.cli.connect.Outcome;
import dev.reprise.cli.connect.Question;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * A client process that makes connections one after the other, as it is told on standard input: the {@linkplain #order order} to begin anew,
 * without a session, and a number to make that many connections. Each is told as a JSON line. One process for all measurements of a
 * provider, so that its code is compiled once.
 */
final class LoadClient {
    static final String REPRISE = "reprise";
    static final String JDK = "jdk";

    /** What a client goes on with from one connection to the next. */
    enum Keeping {
        /** Nothing: every handshake is a full one. */
        NOTHING,
        /** Sessions, and it takes no tickets. */
        SESSIONS_WITHOUT_TICKETS,
        /** Sessions, by tickets where there are any. */
        SESSIONS
    }

    /** Begin anew, in that version. */
    static String order(Mechanism.Version version, Keeping keeping) {
        return version + " " + keeping;
    }

    private LoadClient() {}

    /** Makes one connection after the other. */
    @FunctionalInterface
    private interface Connections {
        /** Makes one, and says how it went. */
        Map<String, ?> next() throws Exception;
    }

    /** @param arguments whose TLS, port, the authority's file, what to get */
    public static void main(String[] arguments) throws Exception {
        boolean reprise = arguments[0].equals(REPRISE);
        int port = Integer.parseInt(arguments[1]);
        Path authority = Path.of(arguments[2]);
        Connections connections = () -> Map.of();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            if (words.length == 2) {
                Mechanism.Version version = Mechanism.Version.valueOf(words[0]);
                connections = reprise
                        ? reprise(port, authority, arguments[3], version, Keeping.valueOf(words[1]))
                        : jdk(port, authority, arguments[3], version);
                continue;
            }
            for (int left = Integer.parseInt(order); left > 0; left--) {
                System.out.println(Json.line(connections.next()));
            }
        }
    }

    private static Connections jdk(int port, Path authority, String page, Mechanism.Version version) throws Exception {
        SSLContext context = JdkTls.client(authority, version.jsse());
        return () -> JdkClient.connect(context, port, page);
    }

    private static Connections reprise(
            int port, Path authority, String page, Mechanism.Version version, Keeping keeping) {
        boolean tickets = keeping == Keeping.SESSIONS;
        HostPort server = new HostPort("127.0.0.1", port);
        LastHandshake last = new LastHandshake();
        CountingSessions sessions =
                new CountingSessions(keeping == Keeping.NOTHING ? new Forgetful() : SessionStores.clientMemory());
        SSLContext context = Reprise.client()
                .trust(authority)
                .versions(version.jsse())
                .sessions(sessions)
                .tickets(tickets)
                .ticketPool(2)
                .listener(last)
                .build();
        Caller caller = new Caller(
                server, DemoPki.NAME, context.getSocketFactory(), last::take, sessions, tickets, Reprise::awaitSession);
        Question question = Question.get(page, new HostPort(DemoPki.NAME, port));
        return () -> line(caller.call(question, OutputStream.nullOutputStream()));
    }

    private static Map<String, ?> line(Outcome outcome) throws IOException {
        if (outcome.broken() != null) {
            HandshakeLine.Failed failed = outcome.handshake().failure();
            throw failed == null ? outcome.broken() : new IOException(failed.error());
        }
        return new LinkedHashMap<>(outcome.handshake().fields());
    }
}
