package dev.reprise.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Python's {@code ssl} module. What it has no setters for, OpenSSL takes from a configuration file. */
final class Python extends Program {
    Python() {
        super("python");
    }

    @Override
    public Optional<String> missing() {
        return Machine.missing("python3", "python3 (Debian: python3)");
    }

    @Override
    public Map<Ability, String> unable() {
        return Map.of(Ability.SAVED_SESSION, "the ssl module hands out no bytes of a session");
    }

    @Override
    String suite(String name) {
        return Suites.toOpenSsl(name);
    }

    @Override
    List<String> command() {
        return List.of("python3", resource("peer.py"));
    }

    @Override
    Map<String, String> environment(List<String> suites, List<String> groups) {
        StringBuilder text = new StringBuilder("""
                openssl_conf = init
                [init]
                ssl_conf = modules
                [modules]
                system_default = defaults
                [defaults]
                """);
        if (suites.stream().anyMatch(Suites.TLS13::contains)) {
            // Those of TLS 1.2 have a setter.
            List<String> later = suites.stream().filter(Suites.TLS13::contains).toList();
            text.append("Ciphersuites = ").append(String.join(":", later)).append('\n');
        }
        if (!groups.isEmpty()) {
            text.append("Groups = ")
                    .append(groups.stream().map(Python::curve).collect(Collectors.joining(":")))
                    .append('\n');
        }
        try {
            Path file = Machine.scratchFile(".cnf");
            return Map.of("OPENSSL_CONF", Files.writeString(file, text).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String curve(String group) {
        return switch (group) {
            case "x25519" -> "X25519";
            case "secp256r1" -> "P-256";
            case "secp384r1" -> "P-384";
            default -> group;
        };
    }
}
