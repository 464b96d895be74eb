package dev.reprise.cli.serve;

import dev.reprise.cli.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1: a page that says how this very connection was set up, the same as
 * {@code /handshake.json}, and {@code /hello}, which says the same on every connection. */
public final class HttpResponder implements Responder {
    private static final Duration FOR_A_REQUEST = Duration.ofSeconds(10);
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(60);
    private static final Duration FOR_AN_ANSWER = Duration.ofSeconds(30);
    private static final int MOST_REQUESTS = 1_000;

    private static final Map<Integer, String> PHRASES = Map.of(
            200, "OK",
            400, "Bad Request",
            404, "Not Found",
            405, "Method Not Allowed",
            431, "Request Header Fields Too Large");

    private final Duration forARequest;

    /** One that gives clients as long as they need for a request, and no longer. */
    public HttpResponder() {
        this(FOR_A_REQUEST);
    }

    /** @param forARequest how long the head of a request may take, from the first byte to the last */
    public HttpResponder(Duration forARequest) {
        this.forARequest = forARequest;
    }

    @Override
    public void respond(Served connection) throws IOException {
        InputStream in = new BufferedInputStream(connection.in(), 4096);
        connection.within(forARequest, "a request");
        for (int requests = 1; requests <= MOST_REQUESTS; requests++) {
            boolean more = answerNext(connection, in, requests == MOST_REQUESTS);
            connection.within(BETWEEN_REQUESTS, "the next request");
            if (!more || !connection.idle()) {
                return;
            }
        }
    }

    private boolean answerNext(Served connection, InputStream in, boolean last) throws IOException {
        try {
            HttpRequest request = HttpRequest.read(in, () -> {
                connection.busy();
                connection.within(forARequest, "a request");
            });
            if (request == null) {
                return false;
            }
            boolean keep = request.keepAlive() && !last && !connection.stopping();
            connection.within(FOR_AN_ANSWER, "an answer");
            answer(connection, request, keep);
            return keep;
        } catch (HttpRequest.Unacceptable e) {
            connection.within(FOR_AN_ANSWER, "an answer");
            send(connection, e.status(), "text/plain", e.getMessage() + "\n", false, true);
            return false;
        }
    }

    private static void answer(Served connection, HttpRequest request, boolean keep) throws IOException {
        boolean head = request.method().equals("HEAD");
        if (!head && !request.method().equals("GET")) {
            send(connection, 405, "text/plain", "GET and HEAD are answered here\n", keep, true);
            return;
        }
        switch (request.path()) {
            case "/" ->
                send(connection, 200, "text/html", page(connection.handshake().fields()), keep, !head);
            case "/handshake.json" ->
                send(
                        connection,
                        200,
                        "application/json",
                        Json.line(connection.handshake().fields()) + "\n",
                        keep,
                        !head);
            case "/hello" -> send(connection, 200, "text/plain", "hello\n", keep, !head);
            default -> send(connection, 404, "text/plain", "here are /, /handshake.json and /hello\n", keep, !head);
        }
    }

    private static void send(
            Served connection, int status, String type, @Nullable String body, boolean keep, boolean withBody)
            throws IOException {
        byte[] content = String.valueOf(body).getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " " + PHRASES.get(status) + "\r\nContent-Type: " + type
                + "; charset=utf-8\r\nContent-Length: " + content.length + "\r\nCache-Control: no-store\r\n"
                + (status == 405 ? "Allow: GET, HEAD\r\n" : "")
                + "Connection: " + (keep ? "keep-alive" : "close") + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] answer = new byte[start.length + (withBody ? content.length : 0)];
        System.arraycopy(start, 0, answer, 0, start.length);
        System.arraycopy(content, 0, answer, start.length, answer.length - start.length);
        connection.out().write(answer); // at once: one record, one packet where it fits
        connection.out().flush();
    }

    private static String page(Map<String, ? extends @Nullable Object> fields) {
        StringBuilder rows = new StringBuilder();
        fields.forEach((name, value) -> {
            if (!name.equals("event") && value != null) {
                rows.append("<tr><th>")
                        .append(escaped(name.replace('_', ' ')))
                        .append("<td>")
                        .append(escaped(String.valueOf(value)))
                        .append('\n');
            }
        });
        boolean resumed = "resumed".equals(fields.get("kind"));
        return "<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n<title>Reprise</title>\n"
                + "<style>body{font:16px/1.5 system-ui,sans-serif;margin:3em auto;max-width:40em;padding:0 1em}"
                + "th{text-align:left;padding-right:2em;font-weight:normal;color:#666}</style>\n<h1>"
                + (resumed ? "This connection resumed a session" : "This connection made a full handshake")
                + "</h1>\n<table>\n" + rows + "</table>\n<p>The same for programs: "
                + "<a href=/handshake.json>/handshake.json</a>. Reload on a new connection to see a session resumed.\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
