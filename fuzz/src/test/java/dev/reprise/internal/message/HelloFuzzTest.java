package dev.reprise.internal.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.engine.Recordings;
import java.util.Arrays;

/** Hellos: the messages that anybody can send, of every version. */
class HelloFuzzTest {
    /** The first byte says whether it is the client's. */
    @FuzzTest
    void isRefusedOrWrittenAgainAsItCame(byte[] input) {
        Feed feed = new Feed(input);
        HandshakeType type = feed.u8() % 2 == 0 ? HandshakeType.CLIENT_HELLO : HandshakeType.SERVER_HELLO;
        CodecTarget.body(type, feed.rest(), MessageCodec::receiveHello);
    }

    static void seeds(Seeds seeds) {
        for (int version : new int[] {ProtocolVersion.TLS13, ProtocolVersion.TLS12}) {
            Recordings.messages(version).forEach((name, encoded) -> {
                int type = encoded[0];
                if (type <= HandshakeType.SERVER_HELLO.code()) {
                    seeds.put(name, type - 1, Arrays.copyOfRange(encoded, 4, encoded.length));
                }
            });
        }
    }
}
