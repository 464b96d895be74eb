package dev.reprise.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.internal.wire.WireWriter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every message, and for what is not one. */
class MessageCodecProperties {
    /** An empty extension takes four bytes of a message, and a few small objects of memory. */
    private static final long MOST_ALLOCATED_FOR_A_BYTE = 800; // for two codecs

    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyMessageIsReadAsItWasWritten(@ForAll("messages") HandshakeMessage message) {
        byte[] encoded = message.encode();

        HandshakeMessage read = MessageCodec.receive13(encoded).message();

        assertThat(read).isEqualTo(message).hasSameHashCodeAs(message);
        assertThat(read.encode()).isEqualTo(encoded);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyMessageOfTls12IsReadAsItWasWritten(@ForAll("messagesOfTls12") HandshakeMessage message) {
        byte[] encoded = message.encode();

        HandshakeMessage read = MessageCodec.receive12(encoded).message();

        assertThat(read).isEqualTo(message).hasSameHashCodeAs(message);
        assertThat(read.encode()).isEqualTo(encoded);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aMessageOfTls12CutShortOrWithABitChangedIsRefusedOrAnotherMessage(
            @ForAll("messagesOfTls12") HandshakeMessage message, @ForAll("places") double where) {
        byte[] encoded = message.encode();
        byte[] body = Arrays.copyOfRange(encoded, HandshakeMessage.HEADER_LENGTH, encoded.length);
        byte[] cut = new WireWriter()
                .u8(message.type().code())
                .opaque24(Arrays.copyOf(body, (int) (where * body.length)))
                .toByteArray();
        int bit = (int) (where * 8 * encoded.length);
        encoded[bit / 8] ^= (byte) (1 << bit % 8);

        refusedOrReadAsItIs(cut, MessageCodec::receive12);
        refusedOrReadAsItIs(encoded, MessageCodec::receive12);
    }

    /** The header is made to fit, so that the cut is met where the structure is read. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void aMessageCutShortIsRefusedOrAnotherMessage(
            @ForAll("messages") HandshakeMessage message, @ForAll("places") double where) {
        byte[] encoded = message.encode();
        byte[] body = Arrays.copyOfRange(encoded, HandshakeMessage.HEADER_LENGTH, encoded.length);
        byte[] cut = new WireWriter()
                .u8(message.type().code())
                .opaque24(Arrays.copyOf(body, (int) (where * body.length)))
                .toByteArray();

        refusedOrReadAsItIs(cut);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aMessageWithABitChangedIsRefusedOrAnotherMessage(
            @ForAll("messages") HandshakeMessage message, @ForAll("places") double where) {
        byte[] encoded = message.encode();
        int bit = (int) (where * 8 * encoded.length);
        encoded[bit / 8] ^= (byte) (1 << bit % 8);

        refusedOrReadAsItIs(encoded);
    }

    @Property
    void bytesByChanceAreRefusedOrAMessage(@ForAll("types") HandshakeType type, @ForAll byte[] body) {
        refusedOrReadAsItIs(new WireWriter().u8(type.code()).opaque24(body).toByteArray());
    }

    @Property
    void noLengthMakesTheCodecAllocateWhatIsNotThere(@ForAll("pretenders") byte[] encoded) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        refusedOrReadAsItIs(encoded);
        long before = threads.getCurrentThreadAllocatedBytes();

        refusedOrReadAsItIs(encoded);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .isLessThan(64 * 1024 + MOST_ALLOCATED_FOR_A_BYTE * encoded.length);
    }

    private static void refusedOrReadAsItIs(byte[] encoded) {
        refusedOrReadAsItIs(encoded, MessageCodec::receive13);
        refusedOrReadAsItIs(encoded, MessageCodec::receive12);
    }

    private static void refusedOrReadAsItIs(byte[] encoded, Function<byte[], Received> codec) {
        HandshakeMessage read;
        try {
            read = codec.apply(encoded).message();
        } catch (TlsFault expected) {
            return;
        }
        assertThat(read.encode()).isEqualTo(encoded);
    }

    @Provide
    Arbitrary<HandshakeMessage> messages() {
        return Messages.any();
    }

    @Provide
    Arbitrary<HandshakeMessage> messagesOfTls12() {
        return Messages.anyOfTls12();
    }

    @Provide
    Arbitrary<HandshakeType> types() {
        return Arbitraries.of(HandshakeType.class);
    }

    @Provide
    Arbitrary<Double> places() {
        return Arbitraries.doubles().between(0, true, 1, false);
    }

    /** Bodies full of large numbers, behind headers that fit: lengths that promise what does not come. */
    @Provide
    Arbitrary<byte[]> pretenders() {
        Arbitrary<byte[]> bodies = Arbitraries.of((byte) 0, (byte) 1, (byte) 0x7f, (byte) 0xff)
                .array(byte[].class)
                .ofMaxSize(400);
        return Combinators.combine(types(), bodies)
                .as((type, body) ->
                        new WireWriter().u8(type.code()).opaque24(body).toByteArray());
    }
}
