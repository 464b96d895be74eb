package dev.reprise.interop;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Go's {@code crypto/tls}. The program is built once a run, with nothing from the network. */
final class Go extends Program {
    /** Releases whose clients compute a wrong binder after a HelloRetryRequest (Go issue 59424). */
    private static final Pattern MISCOUNTING = Pattern.compile("go version go1\\.(19\\.[678]|20\\.[123]) .*");

    private static final Pattern EARLY = Pattern.compile("go version go1\\.(\\d|1\\d|20)(\\D.*)? .*");

    private static final class Built {
        static final boolean MISCOUNTS_BINDERS =
                Lines.first(go(List.of("go", "version")), MISCOUNTING).isPresent();
        static final boolean HAS_NO_EXTENDED_MASTER_SECRET =
                Lines.first(go(List.of("go", "version")), EARLY).isPresent();
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
    public Map<Ability, String> unable() {
        Map<Ability, String> unable = new EnumMap<>(Ability.class);
        unable.put(Ability.TLS12_SESSION_ID, "crypto/tls knows tickets only, on either side");
        unable.put(Ability.EMPTY_SESSION_ID, "crypto/tls makes one up, as clients of TLS 1.3 do");
        unable.put(Ability.NO_TICKETS, "without tickets it resumes nothing");
        unable.put(Ability.TLS13_SUITES, "crypto/tls chooses the suites of TLS 1.3 itself");
        unable.put(Ability.SAVED_SESSION, "crypto/tls of this version hands out no bytes of a session");
        if (missing().isEmpty() && Built.HAS_NO_EXTENDED_MASTER_SECRET) {
            unable.put(Ability.EXTENDED_MASTER_SECRET, "crypto/tls has it from Go 1.21 on");
        }
        if (missing().isEmpty() && Built.MISCOUNTS_BINDERS) {
            unable.put(Ability.RESUMPTION_AFTER_RETRY, "the binder after a HelloRetryRequest is wrong in this version");
        }
        return unable;
    }

    @Override
    List<String> command() {
        return List.of(Built.PROGRAM.toString());
    }

    private static Path build() {
        Path program = Machine.scratchFolder("go").resolve("peer");
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
