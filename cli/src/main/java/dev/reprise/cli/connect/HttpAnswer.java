package dev.reprise.cli.connect;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer to one HTTP/1.1 GET and passes its body on. What does not begin like HTTP is passed on as it is, to its end.
 */
final class HttpAnswer {
    private static final int MAX_HEAD = 64 * 1024;
    private static final int MAX_LINE = 8 * 1024;
    private static final int MAX_INTERIM = 10;
    private static final byte[] START = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final OutputStream body;

    private HttpAnswer(InputStream in, OutputStream body) {
        this.in = in;
        this.body = body;
    }

    /**
     * @param body gets the body, without chunks
     * @return the status, or 0 if it was not HTTP
     * @throws EOFException if it ended too early
     */
    static int read(InputStream in, OutputStream body) throws IOException {
        int status = new HttpAnswer(new BufferedInputStream(in, 16 * 1024), body).read();
        body.flush();
        return status;
    }

    private int read() throws IOException {
        in.mark(START.length);
        byte[] start = in.readNBytes(START.length);
        in.reset();
        if (!java.util.Arrays.equals(start, START)) {
            in.transferTo(body);
            return 0;
        }
        for (int interim = 0; interim < MAX_INTERIM; interim++) {
            String[] head = head();
            int status = status(head[0]);
            if (status < 100 || status > 199) {
                body(status, head);
                return status;
            }
        }
        throw new IOException("the server went on saying that it will answer, and did not");
    }

    private String[] head() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            String line = line();
            if (line.isEmpty()) {
                return bytes.toString(StandardCharsets.ISO_8859_1).split("\n");
            }
            bytes.writeBytes((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
            if (bytes.size() > MAX_HEAD) {
                throw new IOException("the head of the answer has more than " + MAX_HEAD + " bytes");
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the answer ended in the middle");
            }
            if (b == '\n') {
                return line.toString();
            }
            if (b != '\r') {
                line.append((char) b);
            }
            if (line.length() > MAX_LINE) {
                throw new IOException("the answer has a line of more than " + MAX_LINE + " bytes");
            }
        }
    }

    private static int status(String line) throws IOException {
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[1].matches("[0-9]{3}")) {
            throw new IOException("the answer begins like HTTP, and is not");
        }
        return Integer.parseInt(parts[1]);
    }

    private void body(int status, String[] head) throws IOException {
        if (status == 204 || status == 304) {
            return;
        }
        String coding = header(head, "transfer-encoding");
        String length = header(head, "content-length");
        if (coding != null && coding.toLowerCase(Locale.ROOT).contains("chunked")) {
            chunks();
        } else if (length != null) {
            copy(number(length, 10));
        } else {
            in.transferTo(body);
        }
    }

    private void chunks() throws IOException {
        for (long size = chunkSize(); size > 0; size = chunkSize()) {
            copy(size);
            line();
        }
        while (!line().isEmpty()) {
            // Trailers say nothing about the body.
        }
    }

    private long chunkSize() throws IOException {
        return number(line().split(";", 2)[0], 16);
    }

    private static long number(String text, int radix) throws IOException {
        try {
            long number = Long.parseLong(text.strip(), radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IOException("the answer gives a length that is none");
    }

    private void copy(long length) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (long left = length; left > 0; ) {
            int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (count < 0) {
                throw new EOFException("the answer ended " + left + " bytes too early");
            }
            body.write(buffer, 0, count);
            left -= count;
        }
    }

    private static @Nullable String header(String[] head, String name) {
        for (String line : head) {
            int colon = line.indexOf(':');
            if (colon == name.length()
                    && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return null;
    }
}
