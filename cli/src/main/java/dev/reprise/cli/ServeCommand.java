package dev.reprise.cli;

import dev.reprise.cli.serve.EchoResponder;
import dev.reprise.cli.serve.ForwardResponder;
import dev.reprise.cli.serve.HttpResponder;
import dev.reprise.cli.serve.Listener;
import dev.reprise.cli.serve.Responder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise serve}: a TLS server that resumes what it issued, and what its fleet did. */
@Command(
        name = "serve",
        sortOptions = false,
        description = "Serve TLS: answer HTTP, echo, or pass on to a plain server. Reports each handshake: full or"
                + " resumed, by what, and if full, why.",
        footer = {
            "",
            "Two nodes that resume each other's sessions, also after a restart:",
            "  reprise keys new-secret secret",
            "  reprise serve 8443 --secret secret --ticket-keys derive --cert chain.pem --key key.pem",
            "  reprise serve 8444 --secret secret --ticket-keys derive --cert chain.pem --key key.pem",
            "The same with tickets that work once: add --store file:sessions --tls13-tickets stored",
            "",
            "With the environment variable SSLKEYLOGFILE, secrets are logged there, for Wireshark.",
            "SIGTERM: accepts nothing more, lets running connections end (10 s at most), exits 0.",
            "Exit status: 0 done; 1 the network or TLS part failed; 2 wrong usage.",
            "A DURATION is 90s, 15m, 6h or 7d."
        })
final class ServeCommand implements Callable<Integer> {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int BACKLOG = 1024;

    private final Console console;

    @Parameters(
            paramLabel = "[HOST:]PORT",
            converter = HostPort.Listening.class,
            description =
                    "Where to listen. HOST is 127.0.0.1 unless given; port 0 is any free one, which is then shown.")
    private HostPort address = new HostPort("127.0.0.1", 0);

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    List<TlsOptions.Identity> identities = new ArrayList<>();

    @Option(
            names = "--write-ca",
            paramLabel = "FILE",
            description =
                    "Without --cert and --key, a self-signed certificate for localhost is made in memory. Write it to"
                            + " FILE, for connect --ca.")
    @Nullable
    Path writeCa;

    @Mixin
    TlsOptions tls = new TlsOptions();

    @Option(
            names = "--client-auth",
            paramLabel = "none|want|need",
            defaultValue = "none",
            description = "Whether clients are asked for a certificate. Default: none.")
    ClientAuth clientAuth = ClientAuth.none;

    @Option(
            names = "--client-ca",
            paramLabel = "PEM",
            description = "Whose client certificates are taken; needed with --client-auth want or need.")
    @Nullable
    Path clientCa;

    @Mixin
    ResumptionOptions resumption = new ResumptionOptions();

    @ArgGroup(exclusive = true)
    Answer answer = new Answer();

    @Option(
            names = "--handshake-timeout",
            paramLabel = "DURATION",
            converter = Durations.class,
            defaultValue = "10s",
            description = "How long a handshake may take. Default: 10s.")
    private Duration handshakeTimeout = Duration.ofSeconds(10);

    @Option(
            names = "--idle",
            paramLabel = "DURATION",
            converter = Durations.class,
            defaultValue = "1h",
            description = "With echo and --forward: how long nothing may move on a connection. Default: 1h.")
    private Duration idle = Duration.ofHours(1);

    @Option(
            names = "--once",
            paramLabel = "N",
            description = "Stop after N connections, counting those whose handshake fails. Default: never.")
    private @Nullable Long once;

    @Mixin
    private OutputOptions output = new OutputOptions();

    ServeCommand(Console console) {
        this.console = console;
    }

    /** Names as the command line writes them. */
    enum ClientAuth {
        none,
        want,
        need
    }

    /** What becomes of the application data. */
    static final class Answer {
        @Option(
                names = "--respond",
                paramLabel = "http|echo",
                description = "http: a page that says how the connection was set up, and /handshake.json. echo: what"
                        + " comes goes back. Default: http.")
        private @Nullable Respond respond;

        @Option(
                names = "--forward",
                paramLabel = "HOST:PORT",
                converter = HostPort.Reaching.class,
                description = "Pass the data on to a plain TCP server, and its answer back.")
        private @Nullable HostPort forward;
    }

    private enum Respond {
        http,
        echo
    }

    @Override
    public Integer call() {
        if (once != null && once < 1) {
            throw Failure.wrongUsage("--once " + once + ": 1 is the least");
        }
        ServerHandshakes handshakes = new ServerHandshakes(console, output.json);
        try (ServerContext context = ServerContext.of(this, handshakes, console);
                ServerSocket server = listen()) {
            Listener listener = listener(server, context.tls(), handshakes);
            Shutdown.whenAsked(() -> stop(listener)); // before anybody hears that there is something to stop
            tellListening(server);
            listener.run(once == null ? Long.MAX_VALUE : once);
            return 0;
        } catch (IOException e) {
            throw Failure.failed("cannot listen on " + address, e);
        } finally {
            Shutdown.forget();
        }
    }

    private ServerSocket listen() throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()), BACKLOG);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private Listener listener(ServerSocket server, SSLContext context, ServerHandshakes handshakes) {
        return new Listener(
                server,
                plain -> (SSLSocket) context.getSocketFactory().createSocket(plain, null, false),
                handshakes,
                responder(),
                handshakeTimeout,
                complaint -> console.note("reprise serve: " + complaint));
    }

    private Responder responder() {
        if (answer.forward != null) {
            return new ForwardResponder(answer.forward, idle, complaint -> console.note("reprise serve: " + complaint));
        }
        return answer.respond == Respond.echo ? new EchoResponder(idle) : new HttpResponder();
    }

    private void tellListening(ServerSocket server) {
        if (output.json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("event", "listening");
            line.put("host", server.getInetAddress().getHostAddress());
            line.put("port", server.getLocalPort());
            console.json(line);
        } else {
            console.print(
                    "listening on " + new HostPort(server.getInetAddress().getHostAddress(), server.getLocalPort()));
        }
    }

    private static void stop(Listener listener) {
        try {
            listener.stop(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
