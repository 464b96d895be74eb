package dev.reprise.cli.connect;

import dev.reprise.cli.HandshakeLine;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one connection.
 *
 * @param handshake how it was set up, or why not
 * @param tickets how many tickets came
 * @param answerBytes of application data that came
 * @param status of the HTTP answer; 0 without one
 * @param broken what ended it before its time; null if it came to its end
 */
public record Outcome(
        HandshakeLine handshake,
        int tickets,
        long answerBytes,
        int status,
        @Nullable IOException broken) {}
