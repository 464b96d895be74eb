package dev.reprise.interop;

import dev.reprise.cli.Console;
import dev.reprise.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Our own command line in a JVM of its own: started from this module's test class path, so that it is what the reactor
 * has just compiled; or by the launcher that {@code -Dreprise.interop.launcher=./reprise} names.
 */
public final class RepriseCli {
    private static final String MAIN = "dev.reprise.cli.Main";

    private RepriseCli() {}

    /** A command, {@code --json} not added. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        String launcher = System.getProperty("reprise.interop.launcher");
        if (launcher != null) {
            command.add(launcher);
        } else {
            command.addAll(Jvm.runningTheCommandLine(MAIN));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** Another program of this module's tests, in a JVM of its own; its arguments are parted by spaces. */
    public static List<String> java(Class<?> main, String arguments) {
        return java(List.of(), main, List.of(arguments.split(" ")));
    }

    /** The same with options for the JVM. */
    public static List<String> java(List<String> options, Class<?> main, List<String> arguments) {
        return with(options, Jvm.running(main.getName()), arguments);
    }

    /** The same for one that ends by itself, and of whose kind, which {@code kind} names, there are more. */
    public static List<String> brief(List<String> options, Class<?> main, String kind, List<String> arguments) {
        return with(options, Jvm.runningBriefly(main.getName(), kind), arguments);
    }

    private static List<String> with(List<String> options, List<String> jvm, List<String> arguments) {
        List<String> command = new ArrayList<>(jvm);
        command.addAll(1, options);
        command.addAll(arguments);
        return command;
    }

    /** {@code reprise serve --json} on a port of its own choice; when this returns, it listens. */
    public static Serve serve(String... options) {
        return serveOn(0, options);
    }

    static Serve serveOn(int port, String... options) {
        return Serve.start(command(with(options, "serve", Integer.toString(port), "--json")));
    }

    /** The options that have {@code serve} present {@code credential}. */
    public static String[] presenting(Credential credential, String... more) {
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

    /** The same in this JVM, where many are made and it is not the process that matters. */
    static Connect connectHere(int port, String... options) {
        PeerProcess.Ended ended = here(connecting("localhost", port, options));
        return new Connect(ended, handshakes(ended.output()));
    }

    private static PeerProcess.Ended here(String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        Console console = new Console(InputStream.nullInputStream(), (OutputStream) output, errors, Map.of());
        int status = Main.run(console, arguments);
        return new PeerProcess.Ended(
                status,
                output.toString(StandardCharsets.UTF_8).lines().toList(),
                errors.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /** The same, asking for another name. */
    static Connect connectAs(String serverName, int port, String... options) {
        List<String> command = command(connecting(serverName, port, options));
        PeerProcess.Ended ended = PeerProcess.run("reprise connect", command, Map.of(), "");
        return new Connect(ended, handshakes(ended.output()));
    }

    private static String[] connecting(String serverName, int port, String... options) {
        String authority = Certificates.authority().toString();
        String[] all = with(options, "connect", "127.0.0.1:" + port, "--json", "--ca", authority);
        return with(new String[] {"--sni", serverName, "--get", "/"}, all);
    }

    /** Any other command, in this JVM. */
    public static PeerProcess.Ended run(String... arguments) {
        return here(arguments);
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
    public static List<Handshake> handshakes(List<String> lines) {
        Predicate<Map<String, ?>> handshake = line -> "handshake".equals(line.get("event"));
        return lines.stream()
                .map(Json::line)
                .filter(handshake)
                .map(Handshake::new)
                .toList();
    }

    static String[] with(String[] more, String... first) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }
}
