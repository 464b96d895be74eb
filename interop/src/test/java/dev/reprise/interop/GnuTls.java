package dev.reprise.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code gnutls-cli}, which resumes within one process, and {@code gnutls-serv}. */
final class GnuTls implements ClientPeer, ServerPeer {
    /** Such as {@code (TLS1.3-X.509)-(ECDHE-SECP256R1)-(RSA-PSS-RSAE-SHA256)-(AES-256-GCM)}, less of it where resumed. */
    private static final Pattern DESCRIPTION = Pattern.compile("- Description: \\(TLS([0-9.]+).*-\\(([^()]+)\\)");

    private static final Pattern SIGNATURE = Pattern.compile("- Description: .*-\\((RSA|ECDSA|EdDSA)-[^()]*\\)-.*");

    private static final Pattern CLIENT_GROUP = Pattern.compile("- Description: .*\\(ECDHE-([^()]+)\\)-.*");
    private static final Pattern SERVER_GROUP = Pattern.compile(" - Using curve: (\\S+)");
    private static final Pattern ALPN = Pattern.compile("- Application protocol: (\\S+)");
    private static final Pattern SUBJECT = Pattern.compile("(?: - subject `|\\tSubject: )([^']*)(?:'.*)?");
    private static final Pattern LISTENING = Pattern.compile("HTTP Server listening on IPv4 .* port \\d+\\.\\.\\.done");
    private static final String RESUMED = "*** This is a resumed session";

    @Override
    public String name() {
        return "gnutls";
    }

    @Override
    public Optional<String> missing() {
        return Machine.missing("gnutls-cli", "gnutls-cli and gnutls-serv (Debian: gnutls-bin)");
    }

    @Override
    public Map<Ability, String> unable() {
        return Map.of(Ability.SAVED_SESSION, "gnutls-cli keeps its session in memory");
    }

    @Override
    public List<Seen> visit(ClientOptions options) {
        List<String> command = new ArrayList<>(List.of("gnutls-cli", "--port", Integer.toString(options.port())));
        command.addAll(List.of("--sni-hostname", options.serverName(), "--verify-hostname", options.serverName()));
        command.addAll(List.of("--x509cafile", options.ca().toString(), "--single-key-share"));
        String priority = priority(options.protocol(), options.suites(), options.groups());
        command.addAll(List.of("--priority", options.tickets() ? priority : priority + ":%NO_TICKETS"));
        options.alpn().forEach(protocol -> command.addAll(List.of("--alpn", protocol)));
        Credential identity = options.identity();
        if (identity != null) {
            command.addAll(List.of("--x509certfile", identity.certificate().toString()));
            command.addAll(List.of("--x509keyfile", identity.key().toString()));
        }
        if (options.connections() == 2) {
            command.addAll(List.of("--resume", "--waitresumption"));
        } else if (options.connections() != 1) {
            throw new IllegalArgumentException("gnutls-cli connects once or twice");
        }
        command.add("127.0.0.1");
        String request = "GET / HTTP/1.1\r\nHost: " + options.serverName() + "\r\nConnection: close\r\n\r\n";
        PeerProcess.Ended ended = PeerProcess.run(name(), command, Map.of(), request);
        List<Seen> seen = judgeClient(ended.output());
        if (ended.status() != 0 || seen.size() != options.connections()) {
            throw new PeerFailure("gnutls-cli ended with " + ended.status(), ended.toString());
        }
        return seen;
    }

    /** What belongs to a connection stands between "Connecting to" lines. */
    private static List<Seen> judgeClient(List<String> lines) {
        return sections(lines, "Connecting to ").stream()
                .filter(section -> Lines.first(section, DESCRIPTION).isPresent())
                .map(section -> judge(section, CLIENT_GROUP))
                .toList();
    }

    /** What belongs to a connection begins with "Accepted"; the exporter's channel binding comes last. */
    private static List<Seen> judgeServer(List<String> lines) {
        return sections(lines, "* Accepted connection").stream()
                .filter(section -> section.stream().anyMatch(line -> line.startsWith(" - 'tls-exporter'")))
                .map(section -> judge(section, SERVER_GROUP))
                .toList();
    }

    private static Seen judge(List<String> section, Pattern group) {
        Matcher description = Lines.first(section, DESCRIPTION).orElseThrow();
        return new Seen(
                section.contains(RESUMED),
                "TLSv" + description.group(1),
                Suites.of("TLSv" + description.group(1), Lines.value(section, SIGNATURE), description.group(2)),
                Seen.group(Lines.value(section, group)),
                Lines.value(section, ALPN),
                Lines.value(section, SUBJECT),
                null);
    }

    @Override
    public PeerServer serve(ServerOptions options) {
        int port = Machine.freePort();
        List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", "gnutls-serv", "--http"));
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(
                List.of("--x509certfile", options.credential().certificate().toString()));
        command.addAll(List.of("--x509keyfile", options.credential().key().toString()));
        command.addAll(List.of("--priority", priority(options.protocol(), options.suites(), options.groups())));
        options.alpn().forEach(protocol -> command.addAll(List.of("--alpn", protocol)));
        if (options.clientCa() != null) {
            command.addAll(List.of("--require-client-cert", "--verify-client-cert"));
            command.addAll(List.of("--x509cafile", options.clientCa().toString()));
        } else {
            command.add("--disable-client-cert");
        }
        return PeerServer.of(
                PeerProcess.start(name(), command),
                process -> {
                    process.awaitInErrors("its port", lines -> Lines.first(lines, LISTENING));
                    return port;
                },
                GnuTls::judgeServer);
    }

    private static String priority(String protocol, List<String> suites, List<String> groups) {
        StringBuilder priority = new StringBuilder("NORMAL:-VERS-ALL:+VERS-").append(protocol.replace("TLSv", "TLS"));
        if (!suites.isEmpty()) {
            priority.append(":-CIPHER-ALL");
            suites.forEach(
                    suite -> priority.append(":+").append(Suites.cipher(suite).replace('_', '-')));
        }
        if (!groups.isEmpty()) {
            priority.append(":-GROUP-ALL");
            groups.forEach(group -> priority.append(":+GROUP-").append(group.toUpperCase(Locale.ROOT)));
        }
        return priority.toString();
    }

    private static List<List<String>> sections(List<String> lines, String begin) {
        List<List<String>> sections = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(begin)) {
                sections.add(new ArrayList<>());
            }
            if (!sections.isEmpty()) {
                sections.get(sections.size() - 1).add(line);
            }
        }
        return sections;
    }

    @Override
    public String toString() {
        return name();
    }
}
