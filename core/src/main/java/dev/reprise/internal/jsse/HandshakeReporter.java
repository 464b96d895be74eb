package dev.reprise.internal.jsse;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.settings.HandshakeReport;
import dev.reprise.internal.settings.Settings;
import dev.reprise.internal.wire.AlertReceived;
import dev.reprise.internal.wire.TlsFault;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells, once, how a handshake ended: the log, on the thread that ended it, and those who listen, as the executor does. */
final class HandshakeReporter {
    private static final System.Logger LOG = System.getLogger("dev.reprise.handshake");

    /** A listener that throws is complained about once a process. */
    private static final AtomicBoolean COMPLAINED = new AtomicBoolean();

    private final Connection connection;
    private final Settings settings;
    private final @Nullable String peer;
    private final Executor executor;
    private final AtomicReference<@Nullable Instant> began = new AtomicReference<>();
    private final AtomicBoolean told = new AtomicBoolean();

    HandshakeReporter(Connection connection, Settings settings, @Nullable String peer, Executor executor) {
        this.executor = executor;
        this.connection = connection;
        this.settings = settings;
        this.peer = peer;
    }

    /** The first byte comes or goes. */
    void begins() {
        if (began.get() == null) {
            began.compareAndSet(null, settings.clock().instant());
        }
    }

    void succeeded() {
        ConnectionSummary summary = connection.summary().orElse(null);
        if (summary == null || !told.compareAndSet(false, true)) {
            return;
        }
        NamedGroup group = summary.group();
        tell(new HandshakeReport(
                connection.isClient(),
                peer,
                summary.serverName(),
                ProtocolVersion.name(summary.version()),
                summary.suite().name(),
                group == null ? null : group.name(),
                summary.applicationProtocol().isEmpty() ? null : summary.applicationProtocol(),
                summary.resumption(),
                duration(),
                connection.bytesRead(),
                connection.bytesWritten(),
                null));
    }

    void failed(TlsFault fault) {
        if (!told.compareAndSet(false, true)) {
            return;
        }
        HandshakeProgress progress = connection.progress();
        CipherSuite suite = progress.suite();
        String protocol = progress.applicationProtocol();
        tell(new HandshakeReport(
                connection.isClient(),
                peer,
                progress.requestedServerNames().stream().findFirst().orElse(null),
                progress.version() == 0 ? null : ProtocolVersion.name(progress.version()),
                suite == null ? null : suite.name(),
                null,
                protocol == null || protocol.isEmpty() ? null : protocol,
                null,
                duration(),
                connection.bytesRead(),
                connection.bytesWritten(),
                new HandshakeReport.Failed(
                        fault.alert().ianaName(), fault instanceof AlertReceived, String.valueOf(fault.getMessage()))));
    }

    private Duration duration() {
        Instant start = began.get();
        Duration passed = start == null
                ? Duration.ZERO
                : Duration.between(start, settings.clock().instant());
        return passed.isNegative() ? Duration.ZERO : passed; // the clock was set back
    }

    private void tell(HandshakeReport report) {
        LOG.log(DEBUG, report::toString);
        if (!settings.listeners().isEmpty()) {
            executor.execute(() -> call(report));
        }
    }

    private void call(HandshakeReport report) {
        for (Consumer<HandshakeReport> listener : settings.listeners()) {
            try {
                listener.accept(report);
            } catch (RuntimeException | Error e) {
                // Nor does an error of theirs cost the caller the result of the call that it is told in.
                if (COMPLAINED.compareAndSet(false, true)) {
                    LOG.log(WARNING, "a listener of handshakes throws; what listeners throw is not logged again", e);
                }
            }
        }
    }
}
