package dev.reprise.interop.frameworks;

import dev.reprise.HandshakeEvent;
import dev.reprise.interop.HandshakeLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * One node: a server of the framework that the first argument names, with the {@link NodeOptions} that follow. It prints JSON lines: where it
 * listens, each handshake, each reload. A line of options on standard input has it reload; the end of input ends it.
 */
public final class NodeMain {
    /** Frameworks may print what they like, but not here. */
    private static final PrintStream OUT = System.out;

    private NodeMain() {}

    /** FRAMEWORK SECRET CERTIFICATE KEY CLIENT-CA. */
    public static void main(String[] arguments) throws IOException {
        System.setOut(System.err);
        try {
            FrameworkServer server = Framework.valueOf(arguments[0]).server();
            int port = server.start(NodeOptions.parse(arguments[1], arguments[2], arguments[3], arguments[4]));
            OUT.println("{\"event\":\"listening\",\"port\":" + port + "}");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] options = line.split(" ");
                server.reload(NodeOptions.parse(options[0], options[1], options[2], options[3]));
                OUT.println("{\"event\":\"reloaded\"}");
            }
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    /** Prints a handshake. */
    static void tell(HandshakeEvent event) {
        OUT.println(HandshakeLine.of(event));
    }
}
