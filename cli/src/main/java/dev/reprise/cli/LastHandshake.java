package dev.reprise.cli;

import dev.reprise.HandshakeEvent;
import dev.reprise.HandshakeListener;
import dev.reprise.session.Resumption;
import org.jspecify.annotations.Nullable;

/** Keeps how a thread's last handshake ended, which the library tells on the thread that made it. */
public final class LastHandshake implements HandshakeListener {
    @SuppressWarnings("ThreadLocalUsage") // one for each listener, and few of those
    private final ThreadLocal<@Nullable HandshakeLine> last = new ThreadLocal<>();

    @Override
    public void handshake(HandshakeEvent event) {
        last.set(line(event));
    }

    /** How this thread's last handshake ended, unless that was taken before. */
    public @Nullable HandshakeLine take() {
        HandshakeLine line = last.get();
        last.remove();
        return line;
    }

    private static HandshakeLine line(HandshakeEvent event) {
        Resumption how = event.resumption();
        HandshakeEvent.Failure failure = event.failure();
        return new HandshakeLine(
                event.protocol(),
                event.cipherSuite(),
                event.group(),
                how == null ? null : how.kind().word(),
                how == null ? null : how.mechanism().word(),
                how == null ? null : how.reason().word(),
                how == null ? null : how.age(),
                event.serverName(),
                event.applicationProtocol(),
                event.bytesIn(),
                event.bytesOut(),
                event.duration(),
                failure == null
                        ? null
                        : new HandshakeLine.Failed(failure.alert(), Explanation.plain(failure.message())));
    }
}
