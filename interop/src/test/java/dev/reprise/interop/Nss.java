package dev.reprise.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Mozilla's NSS: its test tools {@code tstclnt} and {@code selfserv}. After each handshake they print how many sessions
 * their process has resumed so far.
 */
final class Nss implements ClientPeer, ServerPeer {
    private static final Pattern CONNECTION =
            Pattern.compile("(?:tstclnt|selfserv): SSL version 3\\.([34]) using (\\d+)-bit (\\S+) with .*");
    private static final Pattern KEYS =
            Pattern.compile("(?:tstclnt|selfserv): Server Auth: \\d+-bit (.+), Key Exchange: (\\d+)-bit .*");
    private static final Pattern HITS = Pattern.compile("(?:selfserv: )?(\\d+) cache hits; .*");
    private static final Pattern STATELESS = Pattern.compile(" *(\\d+) stateless resumes.*");
    private static final Pattern SUBJECT = Pattern.compile("subject DN: (.*)");

    private static final String SUITES = "tstclnt chooses them for its first connection, and aborts at the second";

    @Override
    public String name() {
        return "nss";
    }

    @Override
    public Optional<String> missing() {
        return Machine.missing("tstclnt", "tstclnt, selfserv, certutil and pk12util (Debian: libnss3-tools)");
    }

    @Override
    public Map<Ability, String> unable() {
        return Map.of(
                Ability.TLS12_SUITES, SUITES,
                Ability.TLS13_SUITES, SUITES,
                Ability.ALPN, "tstclnt offers no protocol, and selfserv does not tell which it took",
                Ability.TELLS_CLIENT, "selfserv tells its own certificate only",
                Ability.ED25519, "NSS of this version knows no such keys",
                Ability.SAVED_SESSION, "tstclnt keeps its session in memory");
    }

    @Override
    public List<Seen> visit(ClientOptions options) {
        List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", "tstclnt", "-v"));
        command.addAll(List.of("-d", NssDatabase.of(options.identity())));
        command.addAll(List.of("-h", "127.0.0.1", "-a", options.serverName(), "-p", Integer.toString(options.port())));
        command.addAll(List.of("-L", Integer.toString(options.connections())));
        if (options.tickets()) {
            command.add("-u");
        }
        addCommon(command, options.protocol(), options.groups());
        if (options.identity() != null) {
            command.addAll(List.of("-n", NssDatabase.OWN));
        }
        String request = "GET / HTTP/1.1\r\nHost: " + options.serverName() + "\r\nConnection: close\r\n\r\n";
        command.addAll(List.of("-A", NssDatabase.file(request)));
        PeerProcess.Ended ended = PeerProcess.run(name(), command, Map.of(), "");
        List<Seen> seen = judge(
                Stream.concat(ended.errors().stream(), ended.output().stream()).toList());
        if (ended.status() != 0 || seen.size() != options.connections()) {
            throw new PeerFailure("tstclnt ended with " + ended.status(), ended.toString());
        }
        return seen;
    }

    @Override
    public PeerServer serve(ServerOptions options) {
        int port = Machine.freePort();
        List<String> command = new ArrayList<>(
                // What it tells goes to standard error.
                List.of("sh", "-c", "exec \"$@\" 2>&1", "sh", "selfserv", "-v", "-u", "-Q"));
        command.addAll(List.of("-d", NssDatabase.of(options.credential()), "-p", Integer.toString(port)));
        String rsa = Certificates.rsa().name();
        command.addAll(List.of(options.credential().name().equals(rsa) ? "-n" : "-e", NssDatabase.OWN));
        addCommon(command, options.protocol(), options.groups());
        if (options.clientCa() != null) {
            command.addAll(List.of("-r", "-r"));
        }
        return PeerServer.of(
                PeerProcess.start(name(), command),
                process -> {
                    process.await(
                            "its port",
                            lines -> lines.contains("selfserv: About to call accept.")
                                    ? Optional.of(true)
                                    : Optional.empty());
                    return port;
                },
                Nss::judge);
    }

    private static void addCommon(List<String> command, String protocol, List<String> groups) {
        String version = protocol.replace("TLSv", "tls");
        command.addAll(List.of("-V", version + ":" + version));
        if (!groups.isEmpty()) {
            command.addAll(List.of("-I", groups.stream().map(Nss::group).collect(Collectors.joining(","))));
        }
    }

    private static String group(String name) {
        return switch (name) {
            case "secp256r1" -> "P256";
            case "secp384r1" -> "P384";
            default -> name;
        };
    }

    /** Each connection that a line on its protocol and, after it, the sums of the process tell of. */
    private static List<Seen> judge(List<String> lines) {
        List<Seen> seen = new ArrayList<>();
        Matcher connection = null;
        Matcher keys = null;
        String peer = null;
        int hits = 0;
        int before = 0;
        for (String line : lines) {
            Matcher matcher = CONNECTION.matcher(line);
            if (matcher.matches()) {
                connection = matcher;
                keys = null;
                peer = null;
            } else if ((matcher = KEYS.matcher(line)).matches()) {
                keys = matcher;
            } else if ((matcher = SUBJECT.matcher(line)).matches()) {
                peer = matcher.group(1);
            } else if ((matcher = HITS.matcher(line)).matches()) {
                hits = Integer.parseInt(matcher.group(1));
            } else if ((matcher = STATELESS.matcher(line)).matches() && connection != null && keys != null) {
                int sum = hits + Integer.parseInt(matcher.group(1));
                seen.add(seen(sum > before, connection, keys, peer));
                before = sum;
                connection = null;
            }
        }
        return seen;
    }

    private static Seen seen(boolean resumed, Matcher connection, Matcher keys, @Nullable String peer) {
        String protocol = "TLSv1." + (Integer.parseInt(connection.group(1)) - 1);
        String signature = keys.group(1).contains("RSA") ? "RSA" : "ECDSA";
        String cipher =
                connection.group(3).equals("AES-GCM") ? "AES-" + connection.group(2) + "-GCM" : "CHACHA20-POLY1305";
        String group = switch (keys.group(2)) {
            case "255" -> "x25519";
            case "256" -> "secp256r1";
            case "384" -> "secp384r1";
            default -> keys.group(2);
        };
        return new Seen(resumed, protocol, Suites.of(protocol, signature, cipher), group, null, peer, null);
    }

    @Override
    public String toString() {
        return name();
    }
}
