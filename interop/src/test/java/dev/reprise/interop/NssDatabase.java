package dev.reprise.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and keys as NSS wants them, in its own kind of database: one for each credential, as NSS gives all those
 * of one subject one name.
 */
final class NssDatabase {
    /** The name of the credential in its database. */
    static final String OWN = "own";

    private static final Map<String, String> MADE = new ConcurrentHashMap<>();

    private NssDatabase() {}

    /** The database of that credential, if any, which trusts {@link Certificates#authority()}. */
    static String of(@Nullable Credential credential) {
        return MADE.computeIfAbsent(credential == null ? "" : credential.name(), name -> make(credential));
    }

    /** A file of that content. */
    static String file(String content) {
        try {
            return Files.writeString(Machine.scratchFile(".txt"), content).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String make(@Nullable Credential credential) {
        Path folder = Machine.scratchFolder("nss");
        String database = "sql:" + folder;
        run("certutil", "-N", "-d", database, "--empty-password");
        String root = Certificates.authority().toString();
        run("certutil", "-A", "-d", database, "-n", "root", "-t", "CT,,", "-i", root);
        if (credential != null) {
            String bundle = folder.resolve("own.p12").toString();
            String chain = credential.certificate().toString();
            String key = credential.key().toString();
            run(
                    "openssl",
                    "pkcs12",
                    "-export",
                    "-name",
                    OWN,
                    "-passout",
                    "pass:interop",
                    "-out",
                    bundle,
                    "-in",
                    chain,
                    "-inkey",
                    key);
            run("pk12util", "-i", bundle, "-d", database, "-W", "interop");
        }
        return database;
    }

    private static void run(String... command) {
        PeerProcess.Ended ended = PeerProcess.run(command[0], List.of(command), Map.of(), "");
        if (ended.status() != 0) {
            throw new PeerFailure(command[0] + " ended with " + ended.status(), ended.toString());
        }
    }
}
