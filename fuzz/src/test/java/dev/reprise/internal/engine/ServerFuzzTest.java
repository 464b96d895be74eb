package dev.reprise.internal.engine;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Cost;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import java.util.List;

/** A whole server, from the first byte. */
class ServerFuzzTest {
    /** A full handshake up to where the client has to prove something; key agreement and a signature are most of it. */
    private static final int MOST_ALLOCATED_FOR_NOTHING = 8 << 20;

    private static final int MOST_ALLOCATED_FOR_A_BYTE = 200;
    private static final List<List<Integer>> VERSIONS = List.of(
            List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12),
            List.of(ProtocolVersion.TLS13),
            List.of(ProtocolVersion.TLS12));
    private static final int[] PIECES = {20_000, 1, 7, 300};
    private static final Endpoints ENDS = new Endpoints();

    /** The first byte says how the server is set up and how the bytes arrive. */
    @FuzzTest
    void letsNoStrangerIn(byte[] input) {
        Feed feed = new Feed(input);
        int how = feed.u8();
        ENDS.serverVersions = VERSIONS.get(how % 3);
        ENDS.clientAuthentication = (how & 16) != 0 ? ClientAuthentication.NEED : ClientAuthentication.NONE;
        ENDS.mode = (how & 32) != 0 ? TicketMode.STORED : TicketMode.STATELESS;
        byte[] stream = feed.rest();
        int piece = PIECES[how >> 6];
        Cost.atMost(
                MOST_ALLOCATED_FOR_NOTHING + (long) MOST_ALLOCATED_FOR_A_BYTE * stream.length,
                () -> new Stranger(ENDS.server()).sends(stream, piece));
    }

    static void seeds(Seeds seeds) {
        Recordings.streams(true).forEach((name, stream) -> {
            seeds.put(name, 0, stream);
            if (name.endsWith("-resumed")) {
                seeds.put(name + "-in-pieces", 0xc0 | 16 | 2, stream);
            }
        });
        seeds.put("alert", 0, 21, 3, 3, 0, 2, 2, 40);
        seeds.put("goodbye", 0, 21, 3, 3, 0, 2, 1, 0);
        seeds.put("length-of-a-message", 0, 22, 3, 3, 0, 4, 1, 255, 255, 255);
    }
}
