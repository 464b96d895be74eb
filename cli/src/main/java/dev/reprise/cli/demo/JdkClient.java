package dev.reprise.cli.demo;

import dev.reprise.cli.Json;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client of the demo whose TLS is the JDK's own: as many connections as asked for, one after the other, as {@code connect} makes them. */
final class JdkClient {
    private JdkClient() {}

    /** @param arguments port, the authority's file, what to get, the newest version by JSSE's name, how many connections, and how many milliseconds between them */
    public static void main(String[] arguments) throws Exception {
        SSLContext context = JdkTls.client(Path.of(arguments[1]), arguments[3]);
        int connections = Integer.parseInt(arguments[4]);
        for (int i = 0; i < connections; i++) {
            if (i > 0) {
                Thread.sleep(Long.parseLong(arguments[5]));
            }
            System.out.println(Json.line(connect(context, Integer.parseInt(arguments[0]), arguments[2])));
        }
    }

    static Map<String, Object> connect(SSLContext context, int port, String path) throws Exception {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.setTcpNoDelay(true);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, DemoPki.NAME, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            long begun = System.nanoTime();
            socket.startHandshake();
            long micros = (System.nanoTime() - begun) / 1_000;
            OutputStream out = socket.getOutputStream();
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + DemoPki.NAME + "\r\nConnection: close\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            long answer = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("event", "handshake");
            line.put("ok", true);
            line.put("protocol", socket.getSession().getProtocol());
            line.put("cipher", socket.getSession().getCipherSuite());
            line.put("micros", micros);
            line.put("answer_bytes", answer);
            return line;
        }
    }
}
