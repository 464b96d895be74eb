package dev.reprise.internal.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** ClientHellos recorded from real clients: see the README beside them. */
final class CapturedHello {
    static final List<String> CLIENTS = List.of(
            "openssl-s_client-3.0",
            "openssl-s_client-tls12",
            "curl",
            "node",
            "python-ssl",
            "gnutls-cli",
            "go",
            "jsse-17",
            "jsse-25");

    private static final int RECORD_HEADER = 5;

    private CapturedHello() {}

    /** The message without its record. */
    static byte[] of(String client) {
        try (InputStream in = CapturedHello.class.getResourceAsStream(client + ".hex")) {
            byte[] record = HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
            return Arrays.copyOfRange(record, RECORD_HEADER, record.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
