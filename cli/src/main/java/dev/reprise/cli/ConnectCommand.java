package dev.reprise.cli;

import dev.reprise.cli.connect.Caller;
import dev.reprise.cli.connect.Outcome;
import dev.reprise.cli.connect.Question;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise connect}: a TLS client whose sessions outlive it. */
@Command(
        name = "connect",
        sortOptions = false,
        description = "Connect to a TLS server, any server; resume, and say how it went. Standard input goes to the"
                + " server and its answer to standard output, or --get asks for a page.",
        footer = {
            "",
            "The second of these resumes what the first was given, on whichever node it ends up:",
            "  reprise connect example.com:443 --session s.reprise --get /",
            "  reprise connect example.com:443 --session s.reprise --get /",
            "Whether it did is in the line it reports; with --json in the fields \"kind\" and \"reason\".",
            "",
            "With the environment variable SSLKEYLOGFILE, secrets are logged there, for Wireshark.",
            "Exit status: 0 done; 1 the network or TLS part failed; 2 wrong usage."
        })
final class ConnectCommand implements Callable<Integer> {
    private static final int MOST_INPUT = 1 << 20;

    private final Console console;

    @Parameters(paramLabel = "HOST:PORT", converter = HostPort.Reaching.class, description = "The server.")
    HostPort address = new HostPort("localhost", 443);

    @ArgGroup(exclusive = true)
    Trust trust = new Trust();

    @Option(
            names = "--session",
            paramLabel = "FILE",
            description = "Resume from FILE where it holds a session for this server, and write what the server issues"
                    + " back to it (0600, replaced atomically; several clients may use it at once). What cannot be used"
                    + " costs a full handshake and is replaced.")
    @Nullable
    Path session;

    @Option(
            names = "--reconnect",
            paramLabel = "N",
            defaultValue = "0",
            description = "N more connections after the first, each resuming what the one before was given. Standard"
                    + " input is then read to its end first, 1 MiB at most, and sent on each. Default: 0.")
    private int reconnect;

    @Mixin
    TlsOptions tls = new TlsOptions();

    @Option(
            names = "--sni",
            paramLabel = "NAME",
            description = "Ask for this name instead of HOST, and expect it in the certificate.")
    @Nullable
    String sni;

    @ArgGroup(exclusive = false)
    TlsOptions.@Nullable Identity identity;

    @Option(
            names = "--no-tickets",
            description = "Take no tickets: TLS 1.3 has nothing to resume then; TLS 1.2 resumes by session ID.")
    boolean noTickets;

    @Option(
            names = "--psk-ke",
            description = "Allow resumption without a new key exchange, where the server allows it too: cheaper, and"
                    + " without forward secrecy.")
    boolean pskKe;

    @Option(
            names = "--get",
            paramLabel = "PATH",
            description = "Send an HTTP/1.1 GET for PATH with Connection: close, and print the answer's body.")
    private @Nullable String get;

    @Mixin
    private OutputOptions output = new OutputOptions();

    ConnectCommand(Console console) {
        this.console = console;
    }

    /** Whose certificates are taken. */
    static final class Trust {
        @Option(
                names = "--ca",
                paramLabel = "PEM",
                description = "Trust the certificates in this file, and no others. Default: the JDK's roots.")
        @Nullable
        Path authority;

        @Option(names = "--insecure", description = "Trust whoever answers: the server may be anybody. For tests only.")
        boolean insecure;
    }

    @Override
    public Integer call() {
        if (reconnect < 0) {
            throw Failure.wrongUsage("--reconnect " + reconnect + ": 0 is the least");
        }
        if (get != null && !get.matches("/[\\x21-\\x7e]*")) {
            throw Failure.wrongUsage("--get " + get + ": a path begins with / and has no spaces");
        }
        if (trust.insecure) {
            console.note(
                    "reprise connect: WARNING: --insecure: the server's certificate is not checked. Anybody could be"
                            + " answering, and read and change everything.");
        }
        Question question = question();
        try (ClientContext context = ClientContext.of(this, reconnect > 0, console)) {
            Caller caller = context.caller(address, sni);
            for (int i = 0; i <= reconnect; i++) {
                report(caller.call(question, output.json ? OutputStream.nullOutputStream() : console.out()));
            }
            return 0;
        }
    }

    private Question question() {
        if (get != null) {
            return Question.get(get, sni == null ? address : new HostPort(sni, address.port()));
        }
        return reconnect == 0 ? Question.stream(console.in()) : Question.bytes(wholeInput());
    }

    private byte[] wholeInput() {
        try {
            InputStream in = console.in();
            byte[] input = in.readNBytes(MOST_INPUT + 1);
            if (input.length > MOST_INPUT) {
                throw Failure.wrongUsage("--reconnect: standard input has more than 1 MiB");
            }
            return input;
        } catch (IOException e) {
            throw Failure.failed("standard input cannot be read", e);
        }
    }

    private void report(Outcome outcome) {
        if (output.json) {
            Map<String, @Nullable Object> line =
                    new LinkedHashMap<>(outcome.handshake().fields());
            line.put("tickets_received", outcome.tickets());
            line.put("answer_bytes", outcome.answerBytes());
            console.json(line);
        } else if (outcome.handshake().ok()) {
            console.note("reprise connect: " + outcome.handshake().text() + ", " + outcome.tickets()
                    + (outcome.tickets() == 1 ? " ticket" : " tickets"));
        }
        IOException broken = outcome.broken();
        if (broken != null) {
            HandshakeLine.Failed failed = outcome.handshake().failure();
            throw failed == null
                    ? Failure.failed(address + ": the connection broke", broken)
                    : Failure.failed(address + ": " + failed.text());
        }
        if (outcome.status() >= 400) {
            console.note("reprise connect: the server answered with HTTP status " + outcome.status());
        }
    }
}
