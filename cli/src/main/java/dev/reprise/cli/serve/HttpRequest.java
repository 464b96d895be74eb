package dev.reprise.cli.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1 request, as far as an answer depends on it.
 *
 * @param method such as {@code GET}
 * @param path the target without its query
 * @param keepAlive whether the client will take another answer on the connection, and nothing but a head is to be read
 */
record HttpRequest(String method, String path, boolean keepAlive) {
    /** The most bytes of a head. */
    static final int MAX_HEAD = 16 * 1024;

    /** A request that cannot be answered as it was meant. */
    static final class Unacceptable extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        private Unacceptable(int status, String message) {
            super(message);
            this.status = status;
        }

        /** The status of the answer. */
        int status() {
            return status;
        }
    }

    /** What is to be done when a request begins. */
    @FunctionalInterface
    interface Begin {
        void run() throws IOException;
    }

    /**
     * Reads the next head.
     *
     * @param in one that can tell bytes one by one cheaply
     * @param first called at its first byte
     * @return null if the client is done
     * @throws Unacceptable if it is no request, or too long
     */
    static @Nullable HttpRequest read(InputStream in, Begin first) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(512);
        int lineLength = 0;
        while (true) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            if (head.size() == 0) {
                first.run();
            }
            if (head.size() == MAX_HEAD) {
                throw new Unacceptable(431, "the head of a request may have " + MAX_HEAD + " bytes");
            }
            head.write(b);
            if (b != '\n') {
                lineLength += b == '\r' ? 0 : 1;
            } else if (lineLength > 0) {
                lineLength = 0;
            } else if (head.size() > 2) {
                return parse(head.toString(StandardCharsets.ISO_8859_1));
            } else {
                head.reset(); // an empty line before a request is passed over (RFC 9112 section 2.2)
            }
        }
    }

    private static HttpRequest parse(String head) throws Unacceptable {
        String[] lines = head.split("\r?\n");
        String[] parts = lines[0].split(" ");
        if (parts.length != 3 || !parts[0].matches("[A-Z]{1,20}") || !parts[2].matches("HTTP/1\\.[01]")) {
            throw new Unacceptable(400, "this is not an HTTP/1.1 request");
        }
        boolean keepAlive = parts[2].equals("HTTP/1.1");
        for (String line : lines) {
            String lower = line.toLowerCase(Locale.ROOT).replace(" ", "");
            boolean close = lower.startsWith("connection:") && lower.contains("close");
            boolean body = lower.startsWith("transfer-encoding:")
                    || lower.startsWith("content-length:") && !lower.equals("content-length:0");
            keepAlive &= !close && !body;
        }
        return new HttpRequest(parts[0], parts[1].split("[?#]", 2)[0], keepAlive);
    }
}
