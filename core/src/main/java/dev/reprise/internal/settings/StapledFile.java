package dev.reprise.internal.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;

/** An OCSP response in a file, DER, as {@code openssl ocsp -respout} writes it; read again when it changes. For whichever certificate it is. */
public final class StapledFile implements Stapling.Source {
    private final FreshFiles<byte[]> file;

    private StapledFile(Path path, InstantSource clock) {
        file = new FreshFiles<>("the OCSP response", List.of(path), () -> read(path), clock);
    }

    static Stapling.Source of(String path) {
        return of(Path.of(path), InstantSource.system());
    }

    /** @throws UncheckedIOException if it cannot be read */
    public static Stapling.Source of(Path path, InstantSource clock) {
        return new StapledFile(path, clock);
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException("the OCSP response " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] responseFor(X509Certificate certificate) {
        return file.get();
    }
}
