package dev.reprise.interop;

import java.nio.file.Path;

/**
 * A certificate with its key, as PEM files.
 *
 * @param name of the credential in test reports, such as {@code EC}
 * @param certificate the leaf, then its issuer
 * @param issuers what stands in {@code certificate} behind the leaf, for tools that want it apart
 * @param key unencrypted PKCS#8
 * @param subject as {@code CN=...}
 */
public record Credential(String name, Path certificate, Path issuers, Path key, String subject) {
    @Override
    public String toString() {
        return name;
    }
}
