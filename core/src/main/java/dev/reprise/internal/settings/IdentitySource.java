package dev.reprise.internal.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;

/** Where keys and their chains come from. */
public interface IdentitySource {
    /** Those that are in force now; one or more. */
    List<NamedIdentities.Credential> credentials();

    /** Whether asking may wait for a disk. */
    default boolean mayBlock() {
        return false;
    }

    /** Those and no others. */
    static IdentitySource of(List<NamedIdentities.Credential> credentials) {
        List<NamedIdentities.Credential> all = List.copyOf(credentials);
        return () -> all;
    }

    /**
     * PEM files, read again when they change.
     *
     * @throws UncheckedIOException if a file cannot be read
     * @throws IllegalArgumentException if a file does not hold what it should
     */
    static IdentitySource reloading(Path certificates, Path key, InstantSource clock) {
        return new Reloading(new FreshFiles<>(
                "the identity",
                List.of(certificates, key),
                () -> List.of(PemFiles.identity(certificates, key)),
                clock));
    }

    /** A key store's file, likewise. */
    static IdentitySource reloading(Path keyStore, char[] password, InstantSource clock) {
        char[] own = password.clone();
        return new Reloading(new FreshFiles<>("the key store", List.of(keyStore), () -> read(keyStore, own), clock));
    }

    private static List<NamedIdentities.Credential> read(Path file, char[] password) {
        try {
            if (!Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            return KeyStoreCredentials.of(KeyStore.getInstance(file.toFile(), password), password);
        } catch (IOException e) {
            throw new UncheckedIOException("the key store " + file + " cannot be read: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key store " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Files that are read again when they change. */
    record Reloading(FreshFiles<List<NamedIdentities.Credential>> files) implements IdentitySource {
        @Override
        public List<NamedIdentities.Credential> credentials() {
            return files.get();
        }

        @Override
        public boolean mayBlock() {
            return true;
        }
    }
}
