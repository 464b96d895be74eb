package dev.reprise.cli.connect;

import dev.reprise.cli.HostPort;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What a server is asked on a connection. */
public sealed interface Question {
    /** An HTTP/1.1 request; the answer is read as HTTP. */
    record Get(byte[] request) implements Question {}

    /** The same bytes on each connection; the answer is what comes until the server is done. */
    record Bytes(byte[] bytes) implements Question {}

    /** What comes in, as it comes; the answer goes out as it comes. For one connection. */
    record Stream(InputStream in) implements Question {}

    /** Asks for a page, and that the server then closes the connection. */
    static Question get(String path, HostPort server) {
        String host = server.port() == 443 ? server.toString().replaceAll(":443$", "") : server.toString();
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: reprise\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        return new Get(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends these bytes, then says that nothing more will come. */
    static Question bytes(byte[] bytes) {
        return new Bytes(bytes);
    }

    /** Sends what comes in, then says that nothing more will come. */
    static Question stream(InputStream in) {
        return new Stream(in);
    }

    /** What is sent, from its beginning. */
    default InputStream input() {
        if (this instanceof Stream stream) {
            return stream.in();
        }
        return new ByteArrayInputStream(this instanceof Get get ? get.request() : ((Bytes) this).bytes());
    }
}
