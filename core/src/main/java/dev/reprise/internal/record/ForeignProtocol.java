package dev.reprise.internal.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Guesses what speaks where TLS was expected, for the people who have to find the wrong port or the missing STARTTLS.
 */
final class ForeignProtocol {
    private static final int LOOK_AHEAD = 8;
    private static final int SSLV2_CLIENT_HELLO = 1;

    private ForeignProtocol() {}

    /** What the bytes from the buffer's position on look like; nothing is consumed, at least one byte must be there. */
    static String describe(ByteBuffer src) {
        byte[] first = new byte[Math.min(LOOK_AHEAD, src.remaining())];
        src.duplicate().get(first);
        String text = new String(first, StandardCharsets.ISO_8859_1);
        if (text.startsWith("HTTP/")) {
            return "looks like HTTP, an answer without TLS";
        }
        for (String method :
                new String[] {"GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ", "CONNECT ", "PRI * "
                }) {
            if (first.length >= 3 && (text.startsWith(method) || method.startsWith(text))) {
                return "looks like HTTP, a request without TLS";
            }
        }
        if (text.startsWith("SSH-")) {
            return "looks like SSH";
        }
        if (text.startsWith("220 ") || text.startsWith("220-")) {
            return "looks like the greeting of SMTP or FTP, which begin TLS only when asked to";
        }
        if (text.startsWith("* OK") || text.startsWith("+OK")) {
            return "looks like the greeting of IMAP or POP3, which begin TLS only when asked to";
        }
        if (first.length >= 3 && (first[0] & 0x80) != 0 && first[2] == SSLV2_CLIENT_HELLO) {
            return "looks like a ClientHello of SSL 2";
        }
        return String.format("the first byte is 0x%02X", first[0] & 0xff);
    }
}
