package dev.reprise.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A new identity in files.
 *
 * @param cert its certificate, which is its own authority
 * @param key its key
 */
record TestFiles(String cert, String key) {
    static TestFiles in(Path directory) {
        TestIdentity identity = TestIdentity.make();
        try {
            Path cert = Files.writeString(directory.resolve("cert.pem"), identity.certificatePem());
            Path key = Files.writeString(directory.resolve("key.pem"), identity.keyPem());
            return new TestFiles(cert.toString(), key.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
