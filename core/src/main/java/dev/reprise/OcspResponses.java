package dev.reprise;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What a server hands out with its certificate so that clients need not ask its authority (OCSP stapling, RFC 6066 section 8). Called in a task of the
 * handshake, for clients that take a response, and only where the handshake is full. What it throws costs the response and not the connection.
 */
@FunctionalInterface
public interface OcspResponses {
    /**
     * The response for this certificate of the server, in DER, at most 32 KiB; empty if there is none now. It is handed out as it is.
     *
     * @throws Exception if it cannot be had
     */
    Optional<byte[]> of(X509Certificate certificate) throws Exception;

    /**
     * A file that holds one, in DER, as {@code openssl ocsp -respout FILE} writes it: whoever fetches the response replaces the file, which is read again
     * when it changes, looked at no more than once a second. It is handed out with whichever certificate the server shows.
     *
     * @throws java.io.UncheckedIOException if the file cannot be read now
     */
    static OcspResponses file(Path file) {
        return new OcspResponseFile(file);
    }
}
