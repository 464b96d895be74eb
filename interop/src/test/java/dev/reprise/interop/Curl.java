package dev.reprise.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code curl}, which resumes within one process. It says that it offers a session, not whether the server took it; but
 * it shows every handshake message, and a handshake without the server's Certificate was resumed.
 */
final class Curl implements ClientPeer {
    private static final String CERTIFICATE = "(IN), TLS handshake, Certificate (11):";
    private static final String SERVER_HELLO = "(IN), TLS handshake, Server hello (2):";
    private static final Pattern CONNECTION =
            Pattern.compile("\\* SSL connection using (\\S+) / (\\S+)(?: / (\\S+))?.*");
    private static final Pattern ALPN = Pattern.compile("\\* ALPN: server accepted (\\S+)");
    private static final Pattern SUBJECT = Pattern.compile("\\* {2}subject: (.*)");

    @Override
    public String name() {
        return "curl";
    }

    @Override
    public Optional<String> missing() {
        return Machine.missing("curl", "curl (Debian: curl)");
    }

    @Override
    public Map<Ability, String> unable() {
        return Map.of(
                Ability.SAVED_SESSION, "curl of this version keeps its sessions in memory",
                Ability.TLS12_TICKET, "curl turns tickets of TLS 1.2 off",
                Ability.NO_TICKETS, "--no-sessionid turns off session IDs together with tickets");
    }

    @Override
    public List<Seen> visit(ClientOptions options) {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--verbose", "--fail"));
        command.addAll(List.of("--cacert", options.ca().toString(), "--header", "Connection: close"));
        String version = options.protocol().replace("TLSv", "");
        command.addAll(List.of("--tlsv" + version, "--tls-max", version));
        // A negotiated protocol has to be one that curl speaks over this connection.
        command.add(options.alpn().contains("http/1.1") ? "--http1.1" : "--no-alpn");
        if (!options.suites().isEmpty()) {
            if (options.protocol().equals("TLSv1.3")) {
                command.addAll(List.of("--tls13-ciphers", String.join(":", options.suites())));
            } else {
                command.addAll(List.of(
                        "--ciphers",
                        options.suites().stream().map(Suites::toOpenSsl).collect(Collectors.joining(":"))));
            }
        }
        if (!options.groups().isEmpty()) {
            command.addAll(List.of("--curves", curves(options.groups())));
        }
        Credential identity = options.identity();
        if (identity != null) {
            command.addAll(List.of("--cert", identity.certificate().toString()));
            command.addAll(List.of("--key", identity.key().toString()));
        }
        command.addAll(List.of("--resolve", options.serverName() + ":" + options.port() + ":127.0.0.1"));
        for (int i = 0; i < options.connections(); i++) {
            command.add("https://" + options.serverName() + ":" + options.port() + "/");
        }
        PeerProcess.Ended ended = PeerProcess.run(name(), command, Map.of(), "");
        List<Seen> seen = judge(ended.errors());
        if (ended.status() != 0 || seen.size() != options.connections()) {
            throw new PeerFailure("curl ended with " + ended.status(), ended.toString());
        }
        return seen;
    }

    private static String curves(List<String> groups) {
        return groups.stream()
                .map(group -> switch (group) {
                    case "x25519" -> "X25519";
                    case "secp256r1" -> "P-256";
                    case "secp384r1" -> "P-384";
                    default -> group.toUpperCase(Locale.ROOT);
                })
                .collect(Collectors.joining(":"));
    }

    private static List<Seen> judge(List<String> lines) {
        List<Seen> seen = new ArrayList<>();
        List<String> section = new ArrayList<>();
        for (String line : lines) {
            section.add(line);
            if (line.startsWith("* Closing connection") || line.startsWith("* shutting down connection")) {
                connection(section).ifPresent(seen::add);
                section.clear();
            }
        }
        return seen;
    }

    private static Optional<Seen> connection(List<String> section) {
        return Lines.first(section, CONNECTION)
                .map(connection -> new Seen(
                        section.stream().noneMatch(line -> line.endsWith(CERTIFICATE)),
                        connection.group(1),
                        Suites.fromOpenSsl(connection.group(2)),
                        Seen.group(connection.group(3)),
                        Lines.value(section, ALPN),
                        Lines.value(section, SUBJECT),
                        section.stream()
                                        .filter(line -> line.endsWith(SERVER_HELLO))
                                        .count()
                                == 2));
    }

    @Override
    public String toString() {
        return name();
    }
}
