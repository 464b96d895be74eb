package dev.reprise.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Our own command line in a JVM of its own: started from this module's test class path, so that it is what the reactor
 * has just compiled; or by the launcher that {@code -Dreprise.interop.launcher=./reprise} names.
 */
final class RepriseCli {
    private static final String MAIN = "dev.reprise.cli.Main";

    private RepriseCli() {}

    /** A command, {@code --json} not added. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        String launcher = System.getProperty("reprise.interop.launcher");
        if (launcher != null) {
            command.add(launcher);
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // Many short lives on few cores: what a start costs matters more than what a long run gains.
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** {@code reprise serve --json} on a port of its own choice; when this returns, it listens. */
    static Serve serve(String... options) {
        return serveOn(0, options);
    }

    static Serve serveOn(int port, String... options) {
        return Serve.start(command(with(options, "serve", Integer.toString(port), "--json")));
    }

    /** The options that have {@code serve} present {@code credential}. */
    static String[] presenting(Credential credential, String... more) {
        return with(
                more,
                "--cert",
                credential.certificate().toString(),
                "--key",
                credential.key().toString());
    }

    /** {@code reprise connect --json --get /} as the CA's friend, asking for {@code localhost}. */
    static Connect connect(int port, String... options) {
        return connectAs("localhost", port, options);
    }

    /** The same, asking for another name. */
    static Connect connectAs(String serverName, int port, String... options) {
        List<String> command = command(with(
                options,
                "connect",
                "127.0.0.1:" + port,
                "--json",
                "--ca",
                Certificates.authority().toString(),
                "--sni",
                serverName,
                "--get",
                "/"));
        PeerProcess.Ended ended = PeerProcess.run("reprise connect", command, Map.of(), "");
        return new Connect(ended, handshakes(ended.output()));
    }

    /** Any other command. */
    static PeerProcess.Ended run(String... arguments) {
        return PeerProcess.run("reprise", command(arguments), Map.of(), "");
    }

    /** How {@code connect} ended, and each of its connections. */
    record Connect(PeerProcess.Ended ended, List<Handshake> handshakes) {
        int status() {
            return ended.status();
        }

        /**
         * The connections of a command that must have succeeded.
         *
         * @throws PeerFailure if it did not
         */
        List<Handshake> succeeded() {
            if (ended.status() != 0) {
                throw new PeerFailure("reprise connect ended with " + ended.status(), ended.toString());
            }
            return handshakes;
        }
    }

    /** The handshakes among JSON lines; a line that is no JSON object is an error, as the contract has it. */
    static List<Handshake> handshakes(List<String> lines) {
        Predicate<Map<String, ?>> handshake = line -> "handshake".equals(line.get("event"));
        return lines.stream()
                .map(Json::line)
                .filter(handshake)
                .map(Handshake::new)
                .toList();
    }

    private static String[] with(String[] more, String... first) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }
}
