package dev.reprise.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code openssl s_client}, one process for each connection, and {@code openssl s_server}. */
final class OpenSsl implements ClientPeer, ServerPeer {
    private static final Pattern VERDICT = Pattern.compile("(New|Reused), (TLSv[0-9.]+), Cipher is (\\S+)");
    private static final Pattern TEMPORARY_KEY = Pattern.compile("Server Temp Key: (?:ECDH, )?(\\S+), \\d+ bits");
    private static final Pattern ALPN = Pattern.compile("ALPN protocol: (\\S+)");
    private static final Pattern SUBJECT = Pattern.compile("subject=(.*)");
    private static final Pattern LISTENING = Pattern.compile("ACCEPT 127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern TICKET = Pattern.compile("<<< .*, NewSessionTicket");
    private static final Pattern SERVER_HELLO = Pattern.compile("<<< .*, ServerHello");

    @Override
    public String name() {
        return "openssl";
    }

    @Override
    public Optional<String> missing() {
        return Machine.missing("openssl", "openssl (Debian: openssl)");
    }

    @Override
    public Map<Ability, String> unable() {
        return Map.of();
    }

    @Override
    public List<Seen> visit(ClientOptions options) {
        Path session = options.session() != null ? options.session() : Machine.scratchFile(".pem");
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < options.connections(); i++) {
            seen.add(connect(options, session));
        }
        return seen;
    }

    /** How many tickets one connection is given, which s_client does not save where it resumes a session of TLS 1.2. */
    static long tickets(ClientOptions options, Path session) {
        return run(options, session).output().stream()
                .filter(line -> TICKET.matcher(line).matches())
                .count();
    }

    private static Seen connect(ClientOptions options, Path session) {
        return judgeClient(run(options, session).output());
    }

    private static PeerProcess.Ended run(ClientOptions options, Path session) {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-ign_eof", "-msg"));
        command.addAll(List.of("-connect", "127.0.0.1:" + options.port(), "-servername", options.serverName()));
        command.addAll(List.of("-CAfile", options.ca().toString(), "-verify_return_error"));
        command.addAll(List.of("-verify_hostname", options.serverName()));
        addCommon(command, options.protocol(), options.suites(), options.groups());
        addIdentity(command, options.identity());
        if (!options.alpn().isEmpty()) {
            command.addAll(List.of("-alpn", String.join(",", options.alpn())));
        }
        if (!options.tickets()) {
            command.add("-no_ticket");
        }
        // An empty file is one that nothing was saved in yet.
        if (session.toFile().length() > 0) {
            command.addAll(List.of("-sess_in", session.toString()));
        }
        command.addAll(List.of("-sess_out", session.toString()));
        String request = "GET / HTTP/1.1\r\nHost: " + options.serverName() + "\r\nConnection: close\r\n\r\n";
        PeerProcess.Ended ended = PeerProcess.run("openssl", command, Map.of(), request);
        if (ended.status() != 0) {
            throw new PeerFailure("s_client ended with " + ended.status(), ended.toString());
        }
        return ended;
    }

    private static Seen judgeClient(List<String> lines) {
        Matcher verdict = Lines.first(lines, VERDICT)
                .orElseThrow(() -> new PeerFailure("no handshake", String.join("\n", lines)));
        if (!lines.contains("Verification: OK")) {
            throw new PeerFailure("certificate not verified", String.join("\n", lines));
        }
        long hellos =
                lines.stream().filter(l -> SERVER_HELLO.matcher(l).matches()).count();
        return new Seen(
                verdict.group(1).equals("Reused"),
                verdict.group(2),
                Suites.fromOpenSsl(verdict.group(3)),
                Seen.group(Lines.value(lines, TEMPORARY_KEY)),
                Lines.value(lines, ALPN),
                subject(Lines.value(lines, SUBJECT)),
                hellos == 2);
    }

    @Override
    public PeerServer serve(ServerOptions options) {
        List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", "openssl", "s_server", "-www", "-trace"));
        command.addAll(List.of("-accept", "127.0.0.1:0"));
        addCommon(command, options.protocol(), options.suites(), options.groups());
        addIdentity(command, options.credential());
        if (!options.alpn().isEmpty()) {
            command.addAll(List.of("-alpn", String.join(",", options.alpn())));
        }
        if (!options.tickets()) {
            command.add("-no_ticket");
        }
        if (options.clientCa() != null) {
            command.addAll(List.of(
                    "-Verify",
                    "3",
                    "-verify_return_error",
                    "-CAfile",
                    options.clientCa().toString()));
        }
        return PeerServer.of(PeerProcess.start(name(), command), OpenSsl::port, OpenSslTrace::connections);
    }

    static int port(PeerProcess process) {
        return process.await(
                "its port", lines -> Lines.first(lines, LISTENING).map(matcher -> Integer.parseInt(matcher.group(1))));
    }

    private static void addCommon(List<String> command, String protocol, List<String> suites, List<String> groups) {
        command.add(protocol.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2");
        if (!suites.isEmpty()) {
            if (protocol.equals("TLSv1.3")) {
                command.addAll(List.of("-ciphersuites", String.join(":", suites)));
            } else {
                command.addAll(List.of(
                        "-cipher", suites.stream().map(Suites::toOpenSsl).collect(Collectors.joining(":"))));
            }
        }
        if (!groups.isEmpty()) {
            command.addAll(List.of("-groups", String.join(":", groups)));
        }
    }

    private static void addIdentity(List<String> command, @Nullable Credential identity) {
        if (identity != null) {
            command.addAll(List.of("-cert", identity.certificate().toString()));
            command.addAll(List.of("-cert_chain", identity.issuers().toString()));
            command.addAll(List.of("-key", identity.key().toString()));
        }
    }

    /** {@code CN = name} as others write it. */
    static @Nullable String subject(@Nullable String name) {
        return name == null ? null : name.replace(" = ", "=");
    }

    @Override
    public String toString() {
        return name();
    }
}
