package dev.reprise.cli.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** Sends back what comes. */
public final class EchoResponder implements Responder {
    private static final int BUFFER = 16 * 1024;

    private final Duration idle;

    /** @param idle how long nothing may come, or nothing be taken, before the connection is closed */
    public EchoResponder(Duration idle) {
        this.idle = idle;
    }

    @Override
    public void respond(Served connection) throws IOException {
        InputStream in = connection.in();
        OutputStream out = connection.out();
        byte[] buffer = new byte[BUFFER];
        while (true) {
            connection.within(idle, "an echo");
            int count = in.read(buffer);
            if (count < 0) {
                return;
            }
            out.write(buffer, 0, count);
            out.flush();
        }
    }
}
