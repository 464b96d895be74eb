package dev.reprise.internal.engine;

import dev.reprise.fuzz.Edits;
import dev.reprise.fuzz.Feed;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.HandshakeType;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.wire.WireWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A ClientHello taken apart, to be changed where it hurts and put together again: its lengths always fit what is in it, and nothing else must. */
final class HelloParts {
    private static final int MOST_EDITS = 6;

    private int version;
    private byte[] random;
    private byte[] sessionId;
    private byte[] compression;
    private final List<Integer> suites = new ArrayList<>();
    private final List<Part> extensions = new ArrayList<>();
    private final List<Offer> offers = new ArrayList<>();

    /** An extension. The body of pre_shared_key is made of the offers. */
    private record Part(int type, byte[] body) {}

    private record Offer(byte[] identity, long age, byte[] binder) {}

    HelloParts(ClientHello hello) {
        version = hello.legacyVersion();
        random = hello.random();
        sessionId = hello.legacySessionId();
        compression = hello.compressionMethods();
        hello.cipherSuites().forEach(suite -> suites.add(suite.code()));
        for (Extension extension : hello.extensions().all()) {
            WireWriter body = new WireWriter();
            extension.writeBody(body);
            extensions.add(new Part(extension.type(), body.toByteArray()));
            if (extension instanceof PreSharedKeys psk) {
                for (int i = 0; i < psk.identities().size(); i++) {
                    offers.add(new Offer(
                            psk.identities().get(i).identity(),
                            psk.identities().get(i).obfuscatedAge(),
                            psk.binders().get(i)));
                }
            }
        }
    }

    /** Applies a list of changes: how many, then for each what and with what. */
    HelloParts edited(Feed feed) {
        for (int left = feed.below(MOST_EDITS + 1); left > 0; left--) {
            int what = feed.u8() % 16;
            if (what < 5) {
                editFixedPart(what, feed);
            } else if (what < 10) {
                editExtensions(what, feed);
            } else {
                editOffers(what, feed);
            }
        }
        return this;
    }

    private void editFixedPart(int what, Feed feed) {
        switch (what) {
            case 0 -> version = feed.u16();
            case 1 -> random[feed.below(random.length)] ^= (byte) feed.u8();
            case 2 -> sessionId = Edits.apply(sessionId, feed);
            case 3 -> compression = Edits.apply(compression, feed);
            default -> {
                int at = feed.below(suites.size() + 1);
                int suite = feed.u16();
                if (suite == 0 && at < suites.size()) {
                    suites.remove(at);
                } else {
                    suites.add(at, suite);
                }
            }
        }
    }

    private void editExtensions(int what, Feed feed) {
        int at = feed.below(extensions.size() + 1);
        if (what == 5) {
            extensions.add(at, new Part(feed.u16(), feed.bytes(feed.u8())));
        } else if (at < extensions.size()) {
            Part part = extensions.get(at);
            switch (what) {
                case 6 -> extensions.remove(at);
                case 7 -> extensions.add(feed.below(extensions.size()), extensions.remove(at));
                case 8 -> extensions.add(part);
                default -> extensions.set(at, new Part(part.type, Edits.apply(part.body, feed)));
            }
        }
    }

    private void editOffers(int what, Feed feed) {
        int at = feed.below(offers.size() + 1);
        if (what == 10) {
            offers.add(at, new Offer(feed.bytes(feed.u8()), feed.u16(), new byte[32]));
        } else if (at < offers.size()) {
            Offer offer = offers.get(at);
            switch (what) {
                case 11 -> offers.remove(at);
                case 12 -> offers.add(offer);
                case 13 -> offers.set(at, new Offer(Edits.apply(offer.identity, feed), offer.age, offer.binder));
                case 14 ->
                    offers.set(at, new Offer(offer.identity, (long) feed.u16() << 16 | feed.u16(), offer.binder));
                default -> offers.set(at, new Offer(offer.identity, offer.age, Edits.apply(offer.binder, feed)));
            }
        }
    }

    /** The message with its header. */
    byte[] encode() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, version, 2);
        body.writeBytes(random);
        vector(body, sessionId, 1);
        ByteArrayOutputStream codes = new ByteArrayOutputStream();
        suites.forEach(code -> number(codes, code, 2));
        vector(body, codes.toByteArray(), 2);
        vector(body, compression, 1);
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (Part part : extensions) {
            number(block, part.type, 2);
            vector(block, part.type == ExtensionType.PRE_SHARED_KEY && !offers.isEmpty() ? offered() : part.body, 2);
        }
        vector(body, block.toByteArray(), 2);
        return framed(body.toByteArray());
    }

    private byte[] offered() {
        ByteArrayOutputStream identities = new ByteArrayOutputStream();
        ByteArrayOutputStream binders = new ByteArrayOutputStream();
        for (Offer offer : offers) {
            vector(identities, offer.identity, 2);
            number(identities, offer.age, 4);
            vector(binders, offer.binder, 1);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        vector(body, identities.toByteArray(), 2);
        vector(body, binders.toByteArray(), 2);
        return body.toByteArray();
    }

    /** A body as a ClientHello, with a header that fits. */
    static byte[] framed(byte[] body) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(HandshakeType.CLIENT_HELLO.code());
        vector(message, body, 3);
        return message.toByteArray();
    }

    private static void vector(ByteArrayOutputStream out, byte[] content, int lengthBytes) {
        number(out, content.length, lengthBytes);
        out.writeBytes(content);
    }

    private static void number(ByteArrayOutputStream out, long value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }
}
