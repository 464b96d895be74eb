package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionCodec;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.WireWriter;
import dev.reprise.session.ClientSessions.Server;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StoredSessionsTest {
    private static final Server SHOP = new Server("shop.example", 443, SampleSessions.bytes(32, 1));

    private final StoredSessions golden = new StoredSessions(
            SHOP,
            List.of(
                    SessionBridge.wrap(SampleSessions.client13().build()),
                    SessionBridge.wrap(SampleSessions.client12().build())));

    @Test
    void areReadAsEveryVersionWroteThem() {
        assertThat(StoredSessions.decode(SampleSessions.resource("session-file.bin")))
                .isEqualTo(golden);
    }

    @Test
    void areWrittenAsTheOldestVersionReadsThem() {
        assertThat(golden.encode()).isEqualTo(SampleSessions.resource("session-file.bin"));
    }

    @Test
    void leaveOutWhatALaterVersionWroteAndAServersSession() {
        byte[] later = SessionCodec.encode(SampleSessions.client13().build());
        later[4]++;
        byte[] encoded = file(sessions -> sessions.opaque24(later)
                .opaque24(SessionCodec.encode(SampleSessions.server13().build()))
                .opaque24(SessionCodec.encode(SampleSessions.client12().build())));

        StoredSessions read = StoredSessions.decode(encoded);

        assertThat(read.unreadable()).isEqualTo(2);
        assertThat(read.sessions())
                .containsExactly(SessionBridge.wrap(SampleSessions.client12().build()));
    }

    /** A version that does not know of invalidated origins finds the sessions all the same, and one that it cannot read. */
    @Test
    void rememberOriginsInThePlaceOfASession() {
        byte[] gone = SampleSessions.bytes(32, 0x99);
        StoredSessions remembering = golden.without(gone);

        StoredSessions read = StoredSessions.decode(remembering.encode());

        assertThat(read).isEqualTo(remembering);
        assertThat(read.unreadable()).isZero();
        assertThat(read.sessions()).isEqualTo(golden.sessions());
        assertThat(read.isInvalidated(SampleSessions.client13().origin(gone, 0).build()))
                .isTrue();
        assertThat(read.isInvalidated(SampleSessions.client13().build())).isFalse();
        assertThat(remembering.encode()[4]).as("the format").isEqualTo((byte) 1);
    }

    @Test
    void rememberTheLastOriginsAndNoMore() {
        StoredSessions many = golden;
        for (int i = 0; i < 40; i++) {
            many = many.without(SampleSessions.bytes(32, 0xc0 + i));
        }

        StoredSessions read = StoredSessions.decode(many.encode());

        assertThat(read.invalidated()).hasSize(StoredSessions.MAX_INVALIDATED);
        assertThat(read.isInvalidated(SampleSessions.client13()
                        .origin(SampleSessions.bytes(32, 0xc0 + 39), 0)
                        .build()))
                .isTrue();
    }

    @Test
    void areNoMoreThan32() {
        byte[] session = SessionCodec.encode(SampleSessions.client12().build());
        Consumer<WireWriter> many = sessions -> Collections.nCopies(33, session).forEach(sessions::opaque24);

        assertThatThrownBy(() -> StoredSessions.decode(file(many))).isInstanceOf(DecodeFault.class);
    }

    @Test
    void areOfNoOtherFormat() {
        byte[] content = Arrays.copyOf(golden.encode(), golden.encode().length - 16);
        content[4] = 2;

        assertThatThrownBy(() -> StoredSessions.decode(withDigest(content)))
                .isInstanceOf(DecodeFault.class)
                .hasMessageContaining("format 2");
    }

    @Test
    void areNotHeldBackByMoreBytesBehindThem() {
        byte[] content = Arrays.copyOf(golden.encode(), golden.encode().length - 15);

        assertThatThrownBy(() -> StoredSessions.decode(withDigest(content))).isInstanceOf(DecodeFault.class);
    }

    private static byte[] file(Consumer<WireWriter> sessions) {
        return withDigest(new WireWriter()
                .bytes(new byte[] {'R', 'P', 'S', 'F', 1})
                .opaque16(new byte[] {'h'})
                .u16(443)
                .opaque8(new byte[0])
                .vector24(sessions)
                .toByteArray());
    }

    private static byte[] withDigest(byte[] content) {
        return new WireWriter()
                .bytes(content)
                .bytes(HashAlgorithm.SHA256.digest(content), 0, 16)
                .toByteArray();
    }
}
