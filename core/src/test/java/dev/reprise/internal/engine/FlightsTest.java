package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.message.HandshakeType;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.TlsFault;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a side has to wait for an answer, nothing may stand behind what it said: not as much as the first byte of what comes next. */
class FlightsTest {
    private static final int HEADER = 5;
    private static final int HANDSHAKE = 22;

    private final Endpoints ends = new Endpoints();

    @Test
    void ofAClientEndWithAHelloThatIsToBeSaidOnceMore() {
        retries();
        Wire wire = ends.wire();
        hurry(wire.clientSide(), HandshakeType.CLIENT_HELLO);
        assertThat(refusedBy(wire.run().server)).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    @Test
    void ofAServerEndWithAHelloRetryRequest() {
        retries();
        Wire wire = ends.wire();
        hurry(wire.serverSide(), HandshakeType.SERVER_HELLO);
        assertThat(refusedBy(wire.run().client)).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    @Test
    void ofATls12ClientEndWithItsHello() {
        speakTls12();
        Wire wire = ends.wire();
        hurry(wire.clientSide(), HandshakeType.CLIENT_KEY_EXCHANGE);
        assertThat(refusedBy(wire.run().server)).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    @Test
    void ofATls12ServerEndWithServerHelloDone() {
        speakTls12();
        Wire wire = ends.wire();
        hurry(wire.serverSide(), HandshakeType.NEW_SESSION_TICKET);
        assertThat(refusedBy(wire.run().client)).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    /** The client's share is of a group that the server does not have. */
    private void retries() {
        ends.clientGroups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        ends.serverGroups = List.of(NamedGroup.SECP256R1);
    }

    private void speakTls12() {
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
    }

    /** The first byte of the next flight stands in the first record already, which holds a whole flight. */
    private static void hurry(Wire.Side side, HandshakeType next) {
        boolean[] moved = new boolean[1];
        side.tamper = record -> {
            if (side.sent.size() == 1) {
                return ByteBuffer.allocate(record.length + 1)
                        .put(record)
                        .put((byte) next.code())
                        .putShort(HEADER - 2, (short) (record.length - HEADER + 1))
                        .array();
            }
            if (moved[0] || record[0] != HANDSHAKE) {
                return record;
            }
            moved[0] = true;
            assertThat(record[HEADER]).isEqualTo((byte) next.code());
            return ByteBuffer.allocate(record.length - 1)
                    .put(record, 0, HEADER)
                    .put(record, HEADER + 1, record.length - HEADER - 1)
                    .putShort(HEADER - 2, (short) (record.length - HEADER - 1))
                    .array();
        };
    }

    private static @Nullable AlertDescription refusedBy(Connection connection) {
        return connection.fault().map(TlsFault::alert).orElse(null);
    }
}
