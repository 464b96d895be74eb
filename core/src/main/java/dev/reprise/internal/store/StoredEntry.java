package dev.reprise.internal.store;

import dev.reprise.session.SessionStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An entry as a file.
 *
 * <pre>
 * struct {
 *     uint32 magic = 0x52505331;     // "RPS1"
 *     uint32 checksum;               // CRC-32C of all that follows: against a loss of power, not against people
 *     uint64 expires_at;             // milliseconds since 1970
 *     opaque content[...];           // up to the end of the file
 * } StoredEntry;
 * </pre>
 */
final class StoredEntry {
    private static final int MAGIC = 0x52505331;
    private static final int HEADER = 16;
    private static final int CHECKED_FROM = 8;

    /** The longest file. */
    static final int LONGEST = HEADER + SessionStore.LONGEST_CONTENT;

    private StoredEntry() {}

    static byte[] encode(SessionStore.Entry entry) {
        byte[] content = entry.content();
        if (content.length > SessionStore.LONGEST_CONTENT) {
            throw new IllegalArgumentException(
                    "an entry of " + content.length + " bytes, at most " + SessionStore.LONGEST_CONTENT);
        }
        ByteBuffer file = ByteBuffer.allocate(HEADER + content.length).order(ByteOrder.BIG_ENDIAN);
        file.putInt(MAGIC).putInt(0).putLong(entry.expiresAt().toEpochMilli()).put(content);
        file.putInt(4, checksum(file.array()));
        return file.array();
    }

    /** The entry; null if the bytes are not one, or not a whole one. */
    static SessionStore.@Nullable Entry decode(byte[] bytes) {
        if (bytes.length < HEADER || bytes.length > LONGEST) {
            return null;
        }
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
        if (file.getInt() != MAGIC || file.getInt() != checksum(bytes)) {
            return null;
        }
        Instant expiresAt = Instant.ofEpochMilli(file.getLong());
        byte[] content = new byte[file.remaining()];
        file.get(content);
        return new SessionStore.Entry(content, expiresAt);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, CHECKED_FROM, bytes.length - CHECKED_FROM);
        return (int) crc.getValue();
    }
}
