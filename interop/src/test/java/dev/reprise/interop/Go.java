package dev.reprise.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Go's {@code crypto/tls}. The program is built once a run, with nothing from the network. */
final class Go extends Program {
    /** Releases whose clients compute a wrong binder after a HelloRetryRequest (Go issue 59424). */
    private static final Pattern MISCOUNTING = Pattern.compile("go version go1\\.(19\\.[678]|20\\.[123]) .*");

    private static final class Built {
        static final boolean MISCOUNTS_BINDERS =
                Lines.first(go(List.of("go", "version")), MISCOUNTING).isPresent();
        static final Path PROGRAM = build();
    }

    Go() {
        super("go");
    }

    @Override
    public Optional<String> missing() {
        return Machine.missing("go", "go (Debian: golang-go)");
    }

    @Override
    public Set<Ability> abilities() {
        return missing().isPresent() || Built.MISCOUNTS_BINDERS ? Set.of() : Set.of(Ability.RESUMPTION_AFTER_RETRY);
    }

    @Override
    List<String> command() {
        return List.of(Built.PROGRAM.toString());
    }

    private static Path build() {
        Path program = cache().resolve("peer");
        go(List.of("go", "build", "-o", program.toString(), resource("peer.go")));
        return program;
    }

    private static List<String> go(List<String> command) {
        Map<String, String> environment = Map.of(
                "GOCACHE", cache().resolve("cache").toString(),
                "GOPATH", cache().resolve("path").toString(),
                "GOFLAGS", "",
                "GOPROXY", "off",
                "GOTOOLCHAIN", "local",
                "CGO_ENABLED", "0");
        PeerProcess.Ended ended = PeerProcess.run("go", command, environment, "");
        if (ended.status() != 0) {
            throw new PeerFailure("the Go tool failed: " + command, ended.toString());
        }
        return ended.output();
    }

    private static Path cache() {
        return Machine.target().resolve("go");
    }
}
