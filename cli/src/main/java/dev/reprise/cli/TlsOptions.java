package dev.reprise.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What both sides can be told about the protocol. */
final class TlsOptions {
    @Option(
            names = "--tls",
            paramLabel = "VERSION",
            split = ",",
            defaultValue = "1.3,1.2",
            description = "Versions to speak: 1.3 and 1.2; the newest that both sides speak is used. Default:"
                    + " ${DEFAULT-VALUE}.")
    List<String> versions = List.of("1.3", "1.2");

    @Option(
            names = "--ciphers",
            paramLabel = "NAME",
            split = ",",
            description = "Cipher suites by their IANA names, most preferred first. Default: all that are safe, such as"
                    + " TLS_AES_128_GCM_SHA256.")
    @Nullable
    List<String> ciphers;

    @Option(
            names = "--groups",
            paramLabel = "NAME",
            split = ",",
            description = "Groups for the key exchange by their IANA names, most preferred first, such as"
                    + " x25519,secp256r1. Default: all that this JDK has.")
    @Nullable
    List<String> groups;

    @Option(
            names = "--alpn",
            paramLabel = "NAME",
            split = ",",
            description = "Application protocols, most preferred first, such as http/1.1. Default: none.")
    @Nullable
    List<String> alpn;

    /**
     * The versions by the library's names, the newest first.
     *
     * @throws Failure if one is named that is not spoken
     */
    String[] versionNames() {
        for (String version : versions) {
            if (!version.equals("1.3") && !version.equals("1.2")) {
                throw Failure.wrongUsage("--tls " + version + ": there are 1.3 and 1.2");
            }
        }
        return versions.stream()
                .distinct()
                .sorted(Comparator.reverseOrder())
                .map(version -> "TLSv" + version)
                .toArray(String[]::new);
    }

    /** A certificate chain with its key. */
    static final class Identity {
        @Option(
                names = "--cert",
                paramLabel = "PEM",
                required = true,
                description = "A file with the certificate chain to show, its own certificate first. With --key.")
        private @Nullable Path certificates;

        @Option(
                names = "--key",
                paramLabel = "PEM",
                required = true,
                description = "A file with the certificate's private key: PKCS#8, SEC1 or PKCS#1, not encrypted.")
        private @Nullable Path key;

        Path certificates() {
            return existing("--cert", certificates);
        }

        Path key() {
            return existing("--key", key);
        }
    }

    /**
     * The file that an option names.
     *
     * @throws Failure if it is not there or cannot be read
     */
    static Path existing(String option, @Nullable Path file) {
        if (file == null || !Files.isRegularFile(file) && !Files.isReadable(file)) {
            throw Failure.wrongUsage(option + " " + file + ": no such file");
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw Failure.wrongUsage(option + " " + file + ": cannot be read");
        }
        return file;
    }
}
