package dev.reprise.internal.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.engine.Recordings;

/** Every message of TLS 1.3. */
class Tls13MessagesFuzzTest {
    @FuzzTest
    void areRefusedOrWrittenAgainAsTheyCame(byte[] input) {
        CodecTarget.body(input, MessageCodec::receive13);
    }

    static void seeds(Seeds seeds) {
        CodecTarget.seeds(seeds, Recordings.messages(ProtocolVersion.TLS13));
    }
}
