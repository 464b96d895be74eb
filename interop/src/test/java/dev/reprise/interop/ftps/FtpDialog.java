package dev.reprise.interop.ftps;

import dev.reprise.interop.PeerFailure;
import dev.reprise.interop.PeerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A control connection with nothing between the test and its lines. */
final class FtpDialog implements AutoCloseable {
    private static final Pattern PASSIVE_PORT = Pattern.compile("229 .*\\(\\|\\|\\|(\\d+)\\|\\).*");

    private final List<String> said = new ArrayList<>();
    private final SSLSocket control;
    private final BufferedReader replies;

    /** Takes the encryption up by {@code AUTH TLS} and logs in. */
    FtpDialog(SSLContext context, int port, String user) throws IOException {
        Socket plain = new Socket("localhost", port);
        plain.setSoTimeout((int) PeerProcess.LIMIT.toMillis());
        BufferedReader before = lines(plain);
        reply(before, 220);
        say(plain, "AUTH TLS");
        reply(before, 234);
        control = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
        control.startHandshake();
        replies = lines(control);
        command("USER " + user);
        if (reply() == 331) {
            command("PASS secret");
            expect(230);
        }
        command("PBSZ 0");
        expect(200);
        command("PROT P");
        expect(200);
        command("TYPE I");
        expect(200);
    }

    SSLSocket control() {
        return control;
    }

    void command(String line) throws IOException {
        say(control, line);
    }

    /** The code of the next reply. */
    int reply() throws IOException {
        return reply(replies, 0);
    }

    /** @throws PeerFailure if the next reply is another */
    void expect(int code) throws IOException {
        reply(replies, code);
    }

    /** The port at which the server awaits the next data connection. */
    int passive() throws IOException {
        command("EPSV");
        expect(229);
        Matcher port = PASSIVE_PORT.matcher(said.get(said.size() - 1));
        if (!port.matches()) {
            throw new PeerFailure("no port in the answer to EPSV", String.join("\n", said));
        }
        return Integer.parseInt(port.group(1));
    }

    private void say(Socket socket, String line) throws IOException {
        said.add("> " + line);
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private int reply(BufferedReader from, int expected) throws IOException {
        String line = from.readLine();
        while (line != null && !line.matches("\\d{3} .*")) {
            said.add(line);
            line = from.readLine();
        }
        said.add(String.valueOf(line));
        int code = line == null ? 0 : Integer.parseInt(line.substring(0, 3));
        if (line == null || expected != 0 && code != expected) {
            throw new PeerFailure("a reply " + expected + " was awaited", String.join("\n", said));
        }
        return code;
    }

    private static BufferedReader lines(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        control.close();
    }
}
