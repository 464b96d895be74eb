package dev.reprise.spring;

import dev.reprise.HandshakeEvent;
import dev.reprise.HandshakeListener;
import dev.reprise.session.Resumption;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The timer {@code reprise.handshakes}: how many there were and how long they took, by these tags.
 *
 * <table>
 *   <caption>Tags; each has few values</caption>
 *   <tr><th>tag</th><th>values</th></tr>
 *   <tr><td>{@code side}</td><td>{@code server}, {@code client}</td></tr>
 *   <tr><td>{@code protocol}</td><td>{@code TLSv1.3}, {@code TLSv1.2}, {@code none} where none was agreed on</td></tr>
 *   <tr><td>{@code outcome}</td><td>{@code resumed}, {@code full}, {@code failed}</td></tr>
 *   <tr><td>{@code mechanism}</td><td>a word of {@link dev.reprise.session.Mechanism}</td></tr>
 *   <tr><td>{@code reason}</td><td>a word of {@link dev.reprise.session.Reason}: why it resumed, or why not; {@code none} where it failed</td></tr>
 *   <tr><td>{@code alert}</td><td>with what it failed; {@code none} where it did not</td></tr>
 * </table>
 */
final class HandshakeMetrics implements MeterBinder, HandshakeListener {
    private static final String NONE = "none";

    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
    }

    @Override
    public void handshake(HandshakeEvent event) {
        for (MeterRegistry registry : registries) {
            timer(event).register(registry).record(event.duration());
        }
    }

    private static Timer.Builder timer(HandshakeEvent event) {
        Resumption how = event.resumption();
        HandshakeEvent.Failure failure = event.failure();
        return Timer.builder("reprise.handshakes")
                .description("TLS handshakes: whether they resumed, and why not")
                .tag("side", event.client() ? "client" : "server")
                .tag("protocol", orNone(event.protocol()))
                .tag(
                        "outcome",
                        failure != null || how == null ? "failed" : how.kind().word())
                .tag("mechanism", how == null ? NONE : how.mechanism().word())
                .tag("reason", how == null ? NONE : how.reason().word())
                .tag("alert", failure == null ? NONE : failure.alert());
    }

    private static String orNone(@Nullable String word) {
        return word == null ? NONE : word;
    }
}
