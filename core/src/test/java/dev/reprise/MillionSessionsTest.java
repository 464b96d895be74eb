package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import dev.reprise.testing.TestClock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A million sessions of the usual size in the memory of a process whose heap is no larger than said: filled, at work, and expired all at once. What must hold is counted;
 * how long calls took and how long the collector paused is printed, and is what the guide to fleets says.
 */
@Tag("long")
class MillionSessionsTest {
    private static final int SESSIONS = 1_000_000;

    /** The heap, in megabytes, with the most bytes that the store may keep, as it counts them, in it. */
    private static final int HEAP = 768;

    private static final long STORE_BYTES = 600L << 20;

    /** Each of the store's two halves looks at three entries in a call, and one more may go because there is too much. */
    private static final int MOST_DROPPED_BY_A_CALL = 7;

    /** What the collector's log says of a pause that nobody asked for, and of the processor's time that it took. */
    private static final Pattern PAUSE = Pattern.compile("GC\\((\\d+)\\) Pause (?!.*System\\.gc).* ([0-9.]+)ms");

    private static final Pattern WORK = Pattern.compile("GC\\((\\d+)\\) User=([0-9.]+)s Sys=([0-9.]+)s");

    @Test
    void fitInAStatedHeapAndExpireAFewAtATime() throws Exception {
        int size = sizeOfAnEntry();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP + "m",
                        "-XX:+UseG1GC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xlog:gc,gc+cpu:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Filled.class.getName(),
                        Integer.toString(size))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(process.waitFor())
                .as("status of a process with -Xmx%dm", HEAP)
                .isZero();
        print(size, lines);
        Map<String, Map<String, Long>> phases = phases(lines);
        assertThat(phases).containsOnlyKeys("filled", "at_work", "expired", "filled_again", "purged");
        assertThat(phases.get("filled")).containsEntry("entries", (long) SESSIONS);
        assertThat(phases.get("at_work")).containsEntry("entries", (long) SESSIONS);
        assertThat(phases.get("expired")).containsEntry("entries", 0L).containsEntry("bytes", 0L);
        assertThat(phases.get("purged")).containsEntry("entries", 0L);
        assertThat(phases.values())
                .allSatisfy(phase -> assertThat(phase.get("dropped")).isLessThanOrEqualTo(MOST_DROPPED_BY_A_CALL));
        assertThat(phases.get("filled").get("heap"))
                .as("bytes in use, and as the store counts them")
                .isLessThan(phases.get("filled").get("bytes"));
    }

    /** What a server keeps of a client that showed no certificate. */
    private static int sizeOfAnEntry() throws Exception {
        MemorySessionStore empty = new MemorySessionStore(Filled.CLOCK);
        empty.put(new byte[32], new Entry(new byte[0], Filled.EXPIRY));
        MemorySessionStore store = new MemorySessionStore(Filled.CLOCK);
        new EnginePair(
                        Contexts.client().versions("TLSv1.3").alpn("h2").build(),
                        Contexts.server()
                                .alpn("h2")
                                .sessionStore(store)
                                .ticketMode(TicketMode.STORED)
                                .build())
                .handshake();
        assertThat(store.size()).isPositive();
        return (int) (store.bytes() / store.size() - empty.bytes());
    }

    /** For people: times pass or fail nothing. */
    private static void print(int size, List<String> lines) {
        System.out.printf(Locale.ROOT, "%,d sessions of %d bytes, -Xmx%dm%n", SESSIONS, size, HEAP);
        double longest = 0;
        double most = 0;
        String last = "";
        for (String line : lines) {
            Matcher pause = PAUSE.matcher(line);
            Matcher work = WORK.matcher(line);
            if (pause.find()) {
                last = pause.group(1);
                longest = Math.max(longest, Double.parseDouble(pause.group(2)));
            } else if (work.find() && work.group(1).equals(last)) {
                most = Math.max(most, 1000 * (Double.parseDouble(work.group(2)) + Double.parseDouble(work.group(3))));
            } else if (line.startsWith("phase ")) {
                System.out.printf(
                        Locale.ROOT,
                        "%s; the collector's longest pause %.1f ms, and the most of its work in one %.0f ms%n",
                        line,
                        longest,
                        most);
                longest = 0;
                most = 0;
            }
        }
    }

    private static Map<String, Map<String, Long>> phases(List<String> lines) {
        Map<String, Map<String, Long>> phases = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            if (words[0].equals("phase")) {
                Map<String, Long> numbers = new LinkedHashMap<>();
                for (int i = 2; i + 1 < words.length; i += 2) {
                    numbers.put(words[i], Long.parseLong(words[i + 1]));
                }
                phases.put(words[1], numbers);
            }
        }
        return phases;
    }

    /** What the process does. */
    private static final class Filled {
        private static final TestClock CLOCK = new TestClock(Instant.parse("2026-06-01T12:00:00Z"));
        private static final Instant EXPIRY = CLOCK.instant().plus(Duration.ofHours(6));

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final MemorySessionStore store = new MemorySessionStore(SESSIONS, STORE_BYTES, CLOCK);
        private final Random random = new Random(1);
        private final byte[] content;
        private long longest;
        private long work;
        private long dropped;

        private interface Call {
            void on(SessionStore store) throws StoreException;
        }

        private Filled(int size) {
            content = new byte[size];
            random.nextBytes(content);
        }

        public static void main(String[] arguments) throws StoreException {
            Filled filled = new Filled(Integer.parseInt(arguments[0]));
            for (int i = 0; i < SESSIONS; i++) {
                filled.put(i);
            }
            filled.says("filled");
            for (int i = SESSIONS; i < SESSIONS + SESSIONS / 4; i++) {
                filled.put(i);
                byte[] known = name(i - filled.random.nextInt(SESSIONS / 2));
                filled.timed(0, store -> {
                    if (store.get(known).isEmpty()) {
                        throw new StoreException("an entry is gone");
                    }
                });
            }
            filled.says("at_work");
            CLOCK.set(EXPIRY);
            for (int i = 0; filled.store.size() > 0; i--) {
                byte[] unknown = name(i - 1);
                filled.timed(0, store -> store.get(unknown));
            }
            filled.says("expired");
            CLOCK.set(EXPIRY.minus(Duration.ofHours(6)));
            for (int i = 0; i < SESSIONS; i++) {
                filled.put(i);
            }
            filled.says("filled_again");
            CLOCK.set(EXPIRY);
            filled.timed(-SESSIONS, store -> store.purgeExpired(EXPIRY));
            filled.says("purged");
        }

        private void put(int number) throws StoreException {
            byte[] name = name(number);
            Entry entry = new Entry(content, EXPIRY);
            timed(1, store -> store.put(name, entry));
        }

        private void timed(int more, Call call) throws StoreException {
            long size = store.size();
            long begin = System.nanoTime();
            long beginOfWork = THREADS.getCurrentThreadCpuTime();
            call.on(store);
            work = Math.max(work, THREADS.getCurrentThreadCpuTime() - beginOfWork);
            longest = Math.max(longest, System.nanoTime() - begin);
            dropped = Math.max(dropped, size + more - store.size());
        }

        private void says(String phase) {
            System.gc();
            System.out.printf(
                    "phase %s longest_call_us %d most_work_of_a_call_us %d dropped %d entries %d bytes %d heap %d%n",
                    phase,
                    longest / 1000,
                    work / 1000,
                    dropped,
                    store.size(),
                    store.bytes(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            longest = 0;
            work = 0;
            dropped = 0;
        }

        private static byte[] name(int number) {
            byte[] name = new byte[32];
            new Random(number).nextBytes(name);
            return name;
        }
    }
}
