package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Cost;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.SessionStore;
import dev.reprise.session.TlsSession;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** What lies on a disk: a client's file of sessions, and an entry of a file store. */
class SessionFilesFuzzTest {
    /** The first byte says which, and whether digest and checksum are made to fit. */
    @FuzzTest
    void areRefusedOrWrittenAndReadAgain(byte[] input) {
        Feed feed = new Feed(input);
        int kind = feed.u8() % 4;
        byte[] rest = feed.rest();
        Cost.atMost(64 * 1024 + 200L * rest.length, () -> {
            switch (kind) {
                case 0 -> sessions(rest);
                case 1 -> sessions(digested(rest));
                case 2 -> entry(rest);
                default -> entry(checked(rest));
            }
        });
    }

    private static void sessions(byte[] bytes) {
        try {
            StoredSessions stored = StoredSessions.decode(bytes);
            StoredSessions readable = new StoredSessions(stored.server(), stored.sessions());
            assertThat(StoredSessions.decode(readable.encode())).isEqualTo(readable);
        } catch (DecodeFault refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
        }
    }

    private static void entry(byte[] bytes) {
        SessionStore.Entry entry = StoredEntry.decode(bytes);
        if (entry != null) {
            assertThat(StoredEntry.encode(entry)).isEqualTo(bytes);
        }
    }

    private static byte[] digested(byte[] rest) {
        byte[] content = new byte[4 + rest.length];
        ByteBuffer.wrap(content).put(new byte[] {'R', 'P', 'S', 'F'}).put(rest);
        byte[] file = Arrays.copyOf(content, content.length + 16);
        System.arraycopy(HashAlgorithm.SHA256.digest(content), 0, file, content.length, 16);
        return file;
    }

    private static byte[] checked(byte[] rest) {
        CRC32C crc = new CRC32C();
        crc.update(rest);
        return ByteBuffer.allocate(8 + rest.length)
                .putInt(0x52505331)
                .putInt((int) crc.getValue())
                .put(rest)
                .array();
    }

    static void seeds(Seeds seeds) {
        ClientSessions.Server server = new ClientSessions.Server("shop.example", 443, new byte[32]);
        List<TlsSession> sessions = Stream.of(SampleSessions.client13(), SampleSessions.client12())
                .map(each -> SessionBridge.wrap(each.build()))
                .toList();
        byte[] file = new StoredSessions(server, sessions).encode();
        seeds.put("sessions", 0, file);
        seeds.put("sessions-inside", 1, Arrays.copyOfRange(file, 4, file.length - 16));
        byte[] empty = new StoredSessions(server, List.of()).encode();
        seeds.put("no-sessions-inside", 1, Arrays.copyOfRange(empty, 4, empty.length - 16));
        byte[] entry = StoredEntry.encode(new SessionStore.Entry(new byte[40], SampleSessions.NOW));
        seeds.put("entry", 2, entry);
        seeds.put("entry-inside", 3, Arrays.copyOfRange(entry, 8, entry.length));
    }
}
