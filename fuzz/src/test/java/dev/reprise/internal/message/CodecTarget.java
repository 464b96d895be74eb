package dev.reprise.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.fuzz.Cost;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What holds for whatever a codec is given: it is refused, or it is what the codec writes for the same value. */
final class CodecTarget {
    /** An empty extension takes four bytes of a message, and a few small objects of memory. */
    private static final int MOST_ALLOCATED_FOR_A_BYTE = 100;

    private static final int MOST_ALLOCATED_FOR_NOTHING = 16 * 1024;
    private static final int MOST_OF_A_TYPE = 3;

    private CodecTarget() {}

    /** The first byte says which message, the others are its body: the header always fits. */
    static void body(byte[] input, Function<byte[], Received> codec) {
        Feed feed = new Feed(input);
        HandshakeType[] types = HandshakeType.values();
        body(types[feed.below(types.length)], feed.rest(), codec);
    }

    static void body(HandshakeType type, byte[] body, Function<byte[], Received> codec) {
        byte[] encoded = new WireWriter().u8(type.code()).opaque24(body).toByteArray();
        Cost.atMost(
                MOST_ALLOCATED_FOR_NOTHING + (long) MOST_ALLOCATED_FOR_A_BYTE * encoded.length,
                () -> readOrRefused(encoded, codec));
        HandshakeMessage message = readOrRefused(encoded, codec);
        if (message != null) {
            isWhatWasRead(message, encoded, codec);
        }
    }

    private static @Nullable HandshakeMessage readOrRefused(byte[] encoded, Function<byte[], Received> codec) {
        try {
            return codec.apply(encoded).message();
        } catch (LocalFault broken) {
            throw new AssertionError("the peer's bytes are no fault of this side", broken);
        } catch (TlsFault refused) {
            return null;
        }
    }

    private static void isWhatWasRead(HandshakeMessage message, byte[] encoded, Function<byte[], Received> codec) {
        byte[] again = message.encode();
        if (!Arrays.equals(again, encoded)) {
            assertThat(again).isEqualTo(encoded);
        }
        HandshakeMessage same = codec.apply(again).message();
        if (!same.equals(message) || same.hashCode() != message.hashCode()) {
            assertThat(same).isEqualTo(message).hasSameHashCodeAs(message);
        }
        assertThat(message.toString()).isNotNull();
    }

    /** The messages as inputs of {@link #body(byte[], Function)}, one of each length and type, and of each type a few. */
    static void seeds(Seeds seeds, Map<String, byte[]> messages) {
        Set<Integer> seen = new HashSet<>();
        Map<HandshakeType, Integer> taken = new EnumMap<>(HandshakeType.class);
        messages.forEach((name, encoded) -> {
            HandshakeType type = MessageCodec.typeOf(encoded);
            if (seen.add(type.code() << 24 | encoded.length) && taken.merge(type, 1, Integer::sum) <= MOST_OF_A_TYPE) {
                seeds.put(name, type.ordinal(), Arrays.copyOfRange(encoded, 4, encoded.length));
            }
        });
    }
}
