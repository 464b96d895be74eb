package dev.reprise.cli;

import dev.reprise.HandshakeEvent;
import dev.reprise.HandshakeListener;
import dev.reprise.cli.serve.Listener;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Makes the handshakes of {@code serve} and prints a line for each. */
final class ServerHandshakes implements HandshakeListener, Listener.Handshaker {
    private final Console console;
    private final boolean json;
    private final LastHandshake last = new LastHandshake();

    ServerHandshakes(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    @Override
    public void handshake(HandshakeEvent event) {
        last.handshake(event);
    }

    @Override
    public HandshakeLine handshake(long number, SSLSocket socket, Supplier<@Nullable String> tooLong) {
        HandshakeLine line = made(socket, tooLong);
        if (json) {
            // Handshakes may end in another order than that of their connections.
            Map<String, @Nullable Object> fields = line.fields();
            fields.put("connection", number);
            console.json(fields);
        } else {
            console.print(socket.getRemoteSocketAddress().toString().replaceFirst("^.*/", "") + "  " + line.text());
        }
        return line;
    }

    private HandshakeLine made(SSLSocket socket, Supplier<@Nullable String> tooLong) {
        long begun = System.nanoTime();
        String error;
        try {
            socket.startHandshake();
            HandshakeLine line = last.take();
            if (line != null) {
                return line;
            }
            error = "the handshake ended, and nobody said how";
        } catch (IOException e) {
            error = Explanation.of(e);
        }
        HandshakeLine told = last.take();
        String exceeded = tooLong.get();
        Duration duration = Duration.ofNanos(System.nanoTime() - begun);
        if (exceeded != null) {
            return told == null ? HandshakeLine.failed(null, exceeded, duration) : told.failedFor(exceeded);
        }
        return told == null || told.ok() ? HandshakeLine.failed(null, error, duration) : told;
    }
}
