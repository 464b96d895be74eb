package dev.reprise.hostile;

import dev.reprise.Reprise;
import dev.reprise.internal.wire.AlertReceived;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.Resumption;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * What a connection came to, as our side has it.
 *
 * @param how how the handshake came about; null if it was not completed
 * @param data what the peer said afterwards
 * @param failure what our side threw; null if the peer said close_notify
 */
record Outcome(
        @Nullable Resumption how, byte[] data, @Nullable Throwable failure) {
    /** The peer's data is not read beyond this. */
    private static final int ENOUGH = 1 << 20;

    /** Handshakes, sends back what comes, until the end of the connection whichever it is. */
    static Outcome of(SSLSocket socket, byte[] greeting) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        @Nullable Resumption how = null;
        try (socket) {
            socket.startHandshake();
            how = Reprise.resumption(socket);
            socket.getOutputStream().write(greeting);
            byte[] some = new byte[1 << 14];
            int length;
            while (data.size() < ENOUGH && (length = socket.getInputStream().read(some)) >= 0) {
                data.write(some, 0, length);
                if (greeting.length == 0) {
                    socket.getOutputStream().write(some, 0, length);
                }
            }
            return new Outcome(how, data.toByteArray(), null);
        } catch (IOException | RuntimeException | Error e) {
            return new Outcome(how, data.toByteArray(), e);
        }
    }

    boolean completed() {
        return how != null;
    }

    boolean resumed() {
        return how != null && how.resumed();
    }

    /** The reason it reports; {@code -} if it reports none. */
    String reason() {
        return how == null ? "-" : how.reason().toString();
    }

    /**
     * What ended it, in a word: the alert that our side sent; {@code close_notify} where the peer ended it in order; {@code received} and the
     * alert where the peer sent one; {@code cut} where the transport ended first; else what is a defect of ours.
     */
    String end() {
        if (failure == null) {
            return "close_notify";
        }
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AlertReceived received) {
                return "received " + received.alert().ianaName();
            }
            if (cause instanceof CertificateException) {
                return "bad_certificate"; // JSSE's users find this in place of the fault
            }
            if (cause instanceof TlsFault fault) {
                return fault.alert().ianaName();
            }
        }
        if (failure instanceof IOException) {
            return "cut";
        }
        return failure.toString();
    }
}
