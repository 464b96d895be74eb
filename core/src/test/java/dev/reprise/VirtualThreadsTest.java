package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.Resumption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections on virtual threads: a handshake that waits for its peer gives the thread that carries it to another one. */
@Timeout(120)
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Java has virtual threads from 21 on")
class VirtualThreadsTest {
    private static final int CONNECTIONS = 64;

    /** One virtual thread a task; Java 17, for which this is compiled, has no name for it. */
    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    private static Void serve(SSLServerSocket listener) throws Exception {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            byte[] question = socket.getInputStream().readNBytes(5);
            socket.getOutputStream().write(question);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            return null;
        }
    }

    private static Resumption.Kind ask(SSLContext client, int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", port)) {
            socket.getOutputStream().write(new byte[5]);
            assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
            return Reprise.resumption(socket).kind();
        }
    }

    private static List<Resumption.Kind> connections(SSLContext client, SSLServerSocket listener, int count)
            throws Exception {
        ExecutorService threads = virtualThreads();
        try {
            List<Future<Void>> served = new ArrayList<>();
            List<Future<Resumption.Kind>> asked = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                served.add(threads.submit(() -> serve(listener)));
                asked.add(threads.submit(() -> ask(client, listener.getLocalPort())));
            }
            List<Resumption.Kind> kinds = new ArrayList<>();
            for (Future<Resumption.Kind> each : asked) {
                kinds.add(each.get(60, TimeUnit.SECONDS));
            }
            for (Future<Void> each : served) {
                each.get(60, TimeUnit.SECONDS);
            }
            return kinds;
        } finally {
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void areNotPinnedByAResumedHandshake(String version, @TempDir Path folder) throws Exception {
        SSLContext server = server().versions(version).ticketCount(4).build();
        SSLContext client = client().versions(version).ticketPool(32).build();
        try (SSLServerSocket listener = SocketPair.listen(server)) {
            connections(client, listener, CONNECTIONS); // classes are loaded, and sessions there
            Path file = folder.resolve("pinned.jfr");
            List<Resumption.Kind> kinds;
            try (Recording recording = new Recording()) {
                recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
                recording.start();
                kinds = connections(client, listener, CONNECTIONS);
                recording.stop();
                recording.dump(file);
            }

            assertThat(kinds).contains(Resumption.Kind.RESUMED);
            assertThat(pinned(file)).isEmpty();
        }
    }

    /** Where this library was, when a thread was pinned that waited. */
    private static List<RecordedEvent> pinned(Path file) throws Exception {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
                .filter(event -> event.getStackTrace() == null
                        || event.getStackTrace().getFrames().stream()
                                .anyMatch(frame ->
                                        frame.getMethod().getType().getName().startsWith("dev.reprise.internal")))
                .toList();
    }

    /** The recording would tell: a thread that waits within a monitor or a native frame is seen. */
    @Test
    void aPinnedOneIsSeen(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("pinned.jfr");
        ExecutorService threads = virtualThreads();
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
            recording.start();
            threads.submit(() -> {
                        Object monitor = new Object();
                        synchronized (monitor) {
                            return Class.forName(Sleeper.class.getName());
                        }
                    })
                    .get(60, TimeUnit.SECONDS);
            recording.stop();
            recording.dump(file);
        } finally {
            threads.shutdown();
        }

        assertThat(Files.size(file)).isPositive();
        assertThat(RecordingFile.readAllEvents(file))
                .anyMatch(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"));
    }

    /** Waits while its class is initialised: the JVM's own frame is below, which pins. */
    private static final class Sleeper {
        static {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
