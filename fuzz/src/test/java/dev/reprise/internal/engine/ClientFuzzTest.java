package dev.reprise.internal.engine;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Cost;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.message.ProtocolVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole client, from the server's first byte. */
class ClientFuzzTest {
    private static final int MOST_ALLOCATED_FOR_NOTHING = 8 << 20;
    private static final int MOST_ALLOCATED_FOR_A_BYTE = 200;
    private static final int[] PIECES = {20_000, 1, 7, 300};
    private static final List<Endpoints> ENDS = List.of(
            ends(List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12), null),
            ends(List.of(ProtocolVersion.TLS13), null),
            ends(List.of(ProtocolVersion.TLS12), null),
            ends(List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12), Carrier.STATELESS),
            ends(List.of(ProtocolVersion.TLS13), Carrier.STATELESS),
            ends(List.of(ProtocolVersion.TLS12), Carrier.TICKET),
            ends(List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12), Carrier.SESSION_ID));

    /** The first byte says which client it is, and how the bytes arrive. */
    @FuzzTest
    void goesToNoStranger(byte[] input) {
        Feed feed = new Feed(input);
        int how = feed.u8();
        Endpoints ends = ENDS.get((how & 63) % ENDS.size());
        byte[] stream = feed.rest();
        int piece = PIECES[how >> 6];
        Cost.atMost(
                MOST_ALLOCATED_FOR_NOTHING + (long) MOST_ALLOCATED_FOR_A_BYTE * stream.length,
                () -> new Stranger(ends.client()).sends(stream, piece));
    }

    /** A client that offers a session got that way, where one is named; of one more version than it might be. */
    private static Endpoints ends(List<Integer> versions, @Nullable Carrier carrier) {
        Endpoints ends = new Endpoints();
        if (carrier != null) {
            Story story = Story.with(carrier);
            ends = story.ends;
            ends.bound = story.session();
        }
        ends.clientVersions = versions;
        return ends;
    }

    static void seeds(Seeds seeds) {
        Recordings.streams(false).forEach((name, stream) -> {
            seeds.put(name, 0, stream);
            if (name.endsWith("-resumed")) {
                seeds.put(name + "-in-pieces", 0xc0 | 5, stream);
            }
        });
        seeds.put("alert", 0, 21, 3, 3, 0, 2, 2, 40);
        seeds.put("goodbye", 0, 21, 3, 3, 0, 2, 1, 0);
        seeds.put("length-of-a-message", 0, 22, 3, 3, 0, 4, 2, 255, 255, 255);
    }
}
