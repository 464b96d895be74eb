package dev.reprise.internal.engine;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.client.ClientHandshake;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.HandshakeType;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.PskIdentity;
import dev.reprise.internal.wire.WireWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Bytes that somebody without any key may send: hellos as large and as costly as they can be made, and records of any size around them. */
final class StrangersBytes {
    /** The most that a hello may have behind its header. */
    static final int LARGEST_HELLO = 64 * 1024;

    private static final int HANDSHAKE = 22;
    private static final int LARGEST_RECORD = 1 << 14;
    private static final int HEADER = 4;

    private StrangersBytes() {}

    /** What an honest client would say first. */
    static ClientHello hello(Endpoints ends) {
        Duel.Player client = new Duel.Player();
        client.settle(new ClientHandshake(ends.clientConfig()).start(new HandshakeProgress(), client));
        return (ClientHello) MessageCodec.receiveHello(client.outbox.remove()).message();
    }

    /** The hello with an extension, in the place of the one of its type. */
    static byte[] with(ClientHello hello, Extension extension) {
        return hello.withExtensions(hello.extensions().with(extension)).encode();
    }

    /** The hello with an extension of any body, which need not be one of that type. */
    static byte[] with(ClientHello hello, int type, byte[] body) {
        return grown(
                hello.withExtensions(hello.extensions().without(type)),
                new WireWriter().u16(type).opaque16(body).toByteArray());
    }

    /** The hello that offers these identities, under binders that nobody made. */
    static byte[] offering(ClientHello hello, List<byte[]> identities) {
        List<byte[]> binders = Collections.nCopies(identities.size(), new byte[32]);
        return with(
                hello,
                new PreSharedKeys(
                        identities.stream()
                                .map(identity -> new PskIdentity(identity, 0))
                                .toList(),
                        binders));
    }

    /** As {@link #offering} with one identity so often that no other fits into a hello. */
    static byte[] offeringOnlyThat(ClientHello hello, byte[] identity) {
        ClientHello bare = hello.withExtensions(hello.extensions().without(ExtensionType.PRE_SHARED_KEY));
        int room = LARGEST_HELLO - (bare.encode().length - HEADER) - 8;
        return offering(bare, Collections.nCopies(room / (identity.length + 2 + 4 + 33), identity));
    }

    /** A hello of the largest size, filled up with one extension that nobody knows. */
    static byte[] filled(byte[] hello, int size) {
        return grown(
                hello,
                new WireWriter()
                        .u16(0x5a5a)
                        .opaque16(new byte[HEADER + size - hello.length - 4])
                        .toByteArray());
    }

    /** A hello of the largest size, filled up with extensions that nobody knows, without content and no two of one type. */
    static byte[] filledWithEmptyExtensions(byte[] hello) {
        WireWriter more = new WireWriter();
        IntStream.iterate(0x6000, type -> type + 1)
                .limit((HEADER + LARGEST_HELLO - hello.length) / 4)
                .forEach(type -> more.u16(type).u16(0));
        return grown(hello, more.toByteArray());
    }

    static byte[] withSuites(ClientHello hello, int count) {
        List<CipherSuite> suites = new ArrayList<>(hello.cipherSuites());
        IntStream.range(0, count).forEach(i -> suites.add(CipherSuite.of(0x4000 + i)));
        return new ClientHello(
                        hello.legacyVersion(),
                        hello.random(),
                        hello.legacySessionId(),
                        suites,
                        hello.compressionMethods(),
                        hello.extensions())
                .encode();
    }

    private static byte[] grown(ClientHello hello, byte[] extensions) {
        return grown(hello.encode(), extensions);
    }

    /** Puts extensions before those of an encoded hello, where none has to be the last. */
    private static byte[] grown(byte[] encoded, byte[] extensions) {
        int at = HEADER + 2 + 32;
        at += 1 + (encoded[at] & 0xff);
        at += 2 + u16(encoded, at);
        at += 1 + (encoded[at] & 0xff);
        byte[] body = new WireWriter()
                .bytes(encoded, HEADER, at - HEADER)
                .u16(u16(encoded, at) + extensions.length)
                .bytes(extensions)
                .bytes(encoded, at + 2, encoded.length - at - 2)
                .toByteArray();
        return message(HandshakeType.CLIENT_HELLO, body);
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    static byte[] message(HandshakeType type, byte[] body) {
        return new WireWriter().u8(type.code()).opaque24(body).toByteArray();
    }

    /** The header of a message that says how long it is, and nothing behind it. */
    static byte[] claim(HandshakeType type, int length) {
        return new WireWriter().u8(type.code()).u24(length).toByteArray();
    }

    /** Handshake messages in records that are as full as they may be. */
    static byte[] records(byte[] messages) {
        return records(messages, LARGEST_RECORD);
    }

    static byte[] records(byte[] messages, int fragment) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int at = 0; at < messages.length; at += fragment) {
            records.writeBytes(
                    record(HANDSHAKE, Arrays.copyOfRange(messages, at, Math.min(messages.length, at + fragment))));
        }
        return records.toByteArray();
    }

    static byte[] record(int type, byte[] content) {
        return new WireWriter().u8(type).u16(0x0303).opaque16(content).toByteArray();
    }

    /** An extension's list of two-byte codes that nobody knows. */
    static byte[] codes(int count) {
        return new WireWriter()
                .vector16(list -> IntStream.range(0, count).forEach(i -> list.u16(0x4000 + i)))
                .toByteArray();
    }

    /** One behind the other. */
    static byte[] joined(byte[] first, byte[] then, int times) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        for (int i = 0; i < times; i++) {
            all.writeBytes(then);
        }
        return all.toByteArray();
    }
}
