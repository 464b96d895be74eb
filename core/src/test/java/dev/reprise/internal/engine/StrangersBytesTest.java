package dev.reprise.internal.engine;

import static dev.reprise.internal.engine.StrangersBytes.LARGEST_HELLO;
import static dev.reprise.internal.engine.StrangersBytes.claim;
import static dev.reprise.internal.engine.StrangersBytes.codes;
import static dev.reprise.internal.engine.StrangersBytes.filled;
import static dev.reprise.internal.engine.StrangersBytes.filledWithEmptyExtensions;
import static dev.reprise.internal.engine.StrangersBytes.joined;
import static dev.reprise.internal.engine.StrangersBytes.message;
import static dev.reprise.internal.engine.StrangersBytes.offering;
import static dev.reprise.internal.engine.StrangersBytes.offeringOnlyThat;
import static dev.reprise.internal.engine.StrangersBytes.record;
import static dev.reprise.internal.engine.StrangersBytes.records;
import static dev.reprise.internal.engine.StrangersBytes.with;
import static dev.reprise.internal.engine.StrangersBytes.withSuites;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.HandshakeType;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.SessionTicketExtension;
import dev.reprise.internal.record.HandshakeJoiner;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.internal.wire.WireWriter;
import dev.reprise.testing.Prevents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What bytes cost a server, and a client, before whoever sends them has proved anything: allocation, hashing, unsealing, look-ups, signatures, all
 * counted. Nothing is in proportion to a length that is only claimed, and to what came in proportion at most.
 *
 * <p>With {@code -Dreprise.printCosts=true} the figures are printed, as rows for docs/conformance.md.
 */
class StrangersBytesTest {
    /** What a handshake allocates of its own, key agreement, certificate and signature included; a third of it was seen. */
    private static final int ALLOCATED_FOR_NOTHING = 400 * 1024;

    /** An empty extension takes four bytes of a hello, and some objects of the heap; half of it was seen. */
    private static final int ALLOCATED_FOR_A_BYTE = 120;

    /** To be refused by a header takes a fault, and an alert. */
    private static final int ALLOCATED_FOR_A_HEADER = 16 * 1024;

    private static final int HASHED_FOR_NOTHING = 16 * 1024;
    private static final int ONE_SUITE = 2;
    private static final int THE_SESSION_AND_ITS_REVOCATION = 2;
    private static final int LARGEST_CERTIFICATE = HandshakeJoiner.DEFAULT_CERTIFICATE_LIMIT;
    private static final int LARGEST_CLAIM = 0xffffff;

    private static final List<String> ROWS = Collections.synchronizedList(new ArrayList<>());

    private final Endpoints ends = new Endpoints();

    {
        // A hello of one size, whichever groups the JDK has.
        ends.clientGroups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP384R1);
    }

    private final Meter meter = new Meter();

    @AfterAll
    static void print() {
        if (Boolean.getBoolean("reprise.printCosts")) {
            ROWS.forEach(System.out::println);
        }
    }

    @BeforeEach
    void countLookUps() {
        ends.keepSessionsIn(meter.counting(new MemorySessionStore(1000, 1 << 24, ends.clock)));
    }

    private Meter.Costs atServer(String what, byte[] stream) {
        return costs("server", what, ends::server, stream);
    }

    private Meter.Costs atClient(String what, byte[] stream) {
        return costs("client", what, ends::client, stream);
    }

    /** What holds for all. */
    private Meter.Costs costs(String who, String what, Supplier<Connection> connection, byte[] stream) {
        Meter.Costs costs = meter.of(() -> new Delivery(connection.get(), stream)::run);
        Delivery last = new Delivery(connection.get(), stream);
        last.run();
        ROWS.add(row(who, what, stream.length, costs, last.end()));
        assertThat(costs.allocated()).isLessThan(ALLOCATED_FOR_NOTHING + (long) ALLOCATED_FOR_A_BYTE * stream.length);
        assertThat(costs.hashed()).isLessThan(HASHED_FOR_NOTHING + 2L * stream.length);
        assertThat(costs.signatures()).isLessThanOrEqualTo(1);
        assertThat(costs.agreements()).isLessThanOrEqualTo(1);
        assertThat(costs.ciphers()).isLessThanOrEqualTo(ServerSessions.MAX_OFFERS + ONE_SUITE);
        assertThat(costs.lookUps()).isLessThanOrEqualTo(THE_SESSION_AND_ITS_REVOCATION);
        return costs;
    }

    private static String row(String who, String what, int sent, Meter.Costs costs, String end) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %,d | %d | %d | %d | %d | %s |",
                who,
                what,
                sent,
                costs.allocated(),
                costs.hashed(),
                costs.macs(),
                costs.ciphers(),
                costs.signatures(),
                costs.lookUps(),
                end);
    }

    private static void isCheap(Meter.Costs costs) {
        assertThat(costs.allocated()).isLessThan(ALLOCATED_FOR_A_HEADER);
        assertThat(costs.hashed() + costs.macs() + costs.ciphers() + costs.signatures())
                .isZero();
    }

    @Nested
    class AHello {
        private final ClientHello plain = StrangersBytes.hello(ends);
        private final byte[] hello = plain.encode();

        @Test
        void costsAFullHandshakeAtMostOnce() {
            Meter.Costs costs = atServer("an honest ClientHello", records(hello));
            assertThat(costs.signatures()).isEqualTo(1);
            assertThat(costs.hashed()).isPositive();
        }

        @Test
        void thatOnlyClaimsToBeLongCostsNothing() {
            isCheap(atServer(
                    "a header that claims 2^24-1 bytes", records(claim(HandshakeType.CLIENT_HELLO, LARGEST_CLAIM))));
            isCheap(atServer(
                    "one more than 64 KiB claimed", records(claim(HandshakeType.CLIENT_HELLO, LARGEST_HELLO + 1))));
            isCheap(atServer("64 KiB claimed, none sent", records(claim(HandshakeType.CLIENT_HELLO, LARGEST_HELLO))));
        }

        @Test
        void thatNeverEndsIsKeptOnceAndNotHashed() {
            byte[] whole = records(filled(hello, LARGEST_HELLO));
            Meter.Costs costs = atServer("64 KiB but for the last byte", Arrays.copyOf(whole, whole.length - 1));
            assertThat(costs.allocated()).isLessThan(3L * LARGEST_HELLO);
            assertThat(costs.hashed()).isZero();
        }

        @Test
        void ofTheLargestSizeIsHashedOnce() {
            Meter.Costs costs = atServer("64 KiB, most of it one extension", records(filled(hello, LARGEST_HELLO)));
            assertThat(costs.hashed()).isBetween((long) LARGEST_HELLO, LARGEST_HELLO + (long) HASHED_FOR_NOTHING);
        }

        @Test
        void inRecordsOfOneByteCostsNoMoreThanItsRecords() {
            Meter.Costs costs = atServer("64 KiB in records of one byte", records(filled(hello, LARGEST_HELLO), 1));
            assertThat(costs.allocated()).isLessThan(40L * 6 * LARGEST_HELLO);
        }

        @Test
        void ofManySmallThingsCostsNoMoreThanItsBytes() {
            atServer("16,000 extensions without content", records(filledWithEmptyExtensions(hello)));
            atServer("32,000 cipher suites", records(withSuites(plain, 32_000)));
            atServer("32,000 groups", records(with(plain, ExtensionType.SUPPORTED_GROUPS, codes(32_000))));
            atServer(
                    "32,000 signature schemes",
                    records(with(plain, ExtensionType.SIGNATURE_ALGORITHMS, codes(32_000))));
            byte[] names = new WireWriter()
                    .vector16(list ->
                            IntStream.range(0, 32_000).forEach(i -> list.u8(1).u8('h')))
                    .toByteArray();
            atServer(
                    "32,000 application protocols",
                    records(with(plain, ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, names)));
            byte[] shares = new WireWriter()
                    .vector16(list -> IntStream.range(0, 12_000)
                            .forEach(i -> list.u16(0x4000 + i).u16(1).u8(1)))
                    .toByteArray();
            atServer("12,000 key shares", records(with(plain, ExtensionType.KEY_SHARE, shares)));
        }

        /** The second hello is all that the first was, and the first is its hash by then. */
        @Test
        void andTheOneAfterARetryAreHashedOnceEach() {
            byte[] none = new WireWriter().u16(0).toByteArray();
            byte[] first = filled(with(plain, ExtensionType.KEY_SHARE, none), LARGEST_HELLO - hello.length);
            byte[] second = filled(hello, LARGEST_HELLO);
            Meter.Costs costs = atServer(
                    "two of 64 KiB, with a HelloRetryRequest between", joined(records(first), records(second), 1));
            assertThat(costs.hashed()).isGreaterThan(LARGEST_HELLO);
        }
    }

    @Nested
    class AnOffer {
        private ClientHello plain = StrangersBytes.hello(ends);

        private byte[] ticket(Carrier carrier) {
            carrier.between(ends);
            plain = StrangersBytes.hello(ends);
            return Story.ticketOf(new Story(ends).session());
        }

        private byte[] changed(byte[] ticket) {
            byte[] changed = ticket.clone();
            changed[changed.length - 1] ^= 1;
            return changed;
        }

        @Test
        @Prevents("stolen-ticket")
        void ofSomebodyElsesTicketCostsOneUnsealingAndOneBinder() {
            byte[] offer = offering(plain, List.of(ticket(Carrier.STATELESS)));
            Meter.Costs costs = atServer("somebody else's ticket, in 64 KiB", records(filled(offer, LARGEST_HELLO)));
            assertThat(costs.ciphers()).isEqualTo(1);
            assertThat(costs.signatures()).isZero();
        }

        @Test
        @Prevents("too-many-offers")
        void ofAnyNumberOfTicketsCostsFiveUnsealings() {
            byte[] wrong = changed(ticket(Carrier.STATELESS));
            Meter.Costs none = atServer("no ticket", records(plain.encode()));
            Meter.Costs one = atServer("a ticket of ours with a bit changed", records(offering(plain, List.of(wrong))));
            assertThat(one.ciphers()).isEqualTo(none.ciphers() + 1);
            Meter.Costs five = atServer("five of them", records(offering(plain, Collections.nCopies(5, wrong))));
            assertThat(five.ciphers()).isEqualTo(none.ciphers() + ServerSessions.MAX_OFFERS);
            Meter.Costs all = atServer("as many of them as there is room for", records(offeringOnlyThat(plain, wrong)));
            assertThat(all.ciphers()).isEqualTo(five.ciphers());
            assertThat(all.macs()).isEqualTo(five.macs());
        }

        @Test
        @Prevents("huge-tickets")
        void ofLargeTicketsCostsNoMoreThanItsBytes() {
            byte[] large = Arrays.copyOf(ticket(Carrier.STATELESS), 12_800);
            Meter.Costs costs =
                    atServer("five of 12,800 bytes", records(offering(plain, Collections.nCopies(5, large))));
            assertThat(costs.allocated()).isLessThan(ALLOCATED_FOR_NOTHING + 20L * LARGEST_HELLO);
        }

        @Test
        void ofIdentitiesOfOneByteIsRefusedOneByOneAndNotOpened() {
            Meter.Costs none = atServer("no ticket", records(plain.encode()));
            Meter.Costs costs = atServer("1,600 identities of one byte", records(offeringOnlyThat(plain, new byte[1])));
            assertThat(costs.ciphers()).isEqualTo(none.ciphers());
        }

        @Test
        @Prevents("too-many-offers")
        void ofReferencesAsksTheStoreOnceAndOnlyForItsOwn() {
            byte[] reference = ticket(Carrier.STORED);
            Meter.Costs ours =
                    atServer("a reference of the store, 900 times", records(offeringOnlyThat(plain, reference)));
            assertThat(ours.lookUps()).isEqualTo(1);
            Meter.Costs strange = atServer(
                    "what is no reference of ours, 900 times", records(offeringOnlyThat(plain, changed(reference))));
            assertThat(strange.lookUps()).isZero();
        }

        @ParameterizedTest
        @EnumSource(
                value = Carrier.class,
                names = {"SESSION_ID", "TICKET"})
        void inTls12IsOne(Carrier carrier) {
            byte[] ours = ticket(carrier);
            ClientHello offer = offerIn12(carrier, ours);
            Meter.Costs known = atServer("TLS 1.2: somebody else's " + carrier, records(offer.encode()));
            assertThat(known.lookUps()).isEqualTo(carrier.isStored() ? THE_SESSION_AND_ITS_REVOCATION : 1);
            assertThat(known.signatures()).isZero();
            Meter.Costs strange = atServer(
                    "TLS 1.2: a " + carrier + " with a bit changed",
                    records(offerIn12(carrier, changed(ours)).encode()));
            assertThat(strange.lookUps()).isZero();
        }

        @Test
        @Prevents("huge-tickets")
        void inTls12OfTheLargestTicketIsUnsealedOnce() {
            byte[] large = Arrays.copyOf(ticket(Carrier.TICKET), 65_000);
            Meter.Costs none = atServer("TLS 1.2: no ticket", records(plain.encode()));
            Meter.Costs costs = atServer(
                    "TLS 1.2: a ticket of 65,000 bytes",
                    records(offerIn12(Carrier.TICKET, large).encode()));
            assertThat(costs.ciphers()).isEqualTo(none.ciphers() + 1);
        }

        private ClientHello offerIn12(Carrier carrier, byte[] what) {
            if (carrier == Carrier.TICKET) {
                return plain.withExtensions(plain.extensions().with(new SessionTicketExtension(what)));
            }
            return new ClientHello(
                    plain.legacyVersion(),
                    plain.random(),
                    what,
                    plain.cipherSuites(),
                    plain.compressionMethods(),
                    plain.extensions());
        }
    }

    @Nested
    class Records {
        private final byte[] hello = records(StrangersBytes.hello(ends).encode());

        @Test
        void thatBringNothingEndTheConnectionSoon() {
            isCheap(atServer("empty handshake records", joined(new byte[0], record(22, new byte[0]), 2000)));
            Meter.Costs few = atServer("32 change_cipher_spec", joined(hello, record(20, new byte[] {1}), 32));
            Meter.Costs many = atServer("2,000 of them", joined(hello, record(20, new byte[] {1}), 2000));
            assertThat(many.allocated()).isLessThan(few.allocated() + ALLOCATED_FOR_A_HEADER);
            Meter.Costs warned = atServer("2,000 warnings", joined(hello, record(21, new byte[] {1, 90}), 2000));
            assertThat(warned.allocated()).isLessThan(few.allocated() + ALLOCATED_FOR_A_HEADER);
        }

        @Test
        void thatClaimTooMuchAreRefusedByTheirHeader() {
            isCheap(atServer("a record that claims 65,535 bytes", new byte[] {22, 3, 1, -1, -1}));
            isCheap(atServer("a record that claims 16 KiB", new byte[] {22, 3, 1, 0x40, 0}));
        }
    }

    /** Tickets come from whoever proved who it is, and are not kept for that alone. */
    @Nested
    class ATicket {
        private Meter.Costs taken(String what, byte[] message) {
            Meter.Costs costs = meter.of(() -> () -> {
                HandshakeJoiner joiner = new HandshakeJoiner();
                try {
                    joiner.add(message, 0, message.length);
                    byte[] whole = joiner.next();
                    assertThat(whole == null || MessageCodec.receive13(whole).message() != null)
                            .isTrue();
                } catch (TlsFault refused) {
                    assertThat(refused.alert()).isEqualTo(AlertDescription.DECODE_ERROR);
                }
            });
            ROWS.add(row("either", what, message.length, costs, "the codec alone"));
            return costs;
        }

        private byte[] ticket(int length, int extensions) {
            return new WireWriter()
                    .u32(7200)
                    .u32(1)
                    .opaque8(new byte[8])
                    .opaque16(new byte[length])
                    .vector16(list -> IntStream.range(0, extensions)
                            .forEach(i -> list.u16(0x6000 + i).u16(0)))
                    .toByteArray();
        }

        @Test
        @Prevents("huge-tickets")
        void costsNoMoreThanItsBytesAndNothingBeforeTheyCame() {
            isCheap(taken(
                    "NEW_SESSION_TICKET that claims 2^24-1 bytes",
                    claim(HandshakeType.NEW_SESSION_TICKET, LARGEST_CLAIM)));
            isCheap(taken(
                    "NEW_SESSION_TICKET that claims 128 KiB", claim(HandshakeType.NEW_SESSION_TICKET, 128 * 1024)));
            byte[] largest = message(HandshakeType.NEW_SESSION_TICKET, ticket(65_535, 0));
            assertThat(taken("a ticket of 65,535 bytes", largest).allocated()).isLessThan(6L * largest.length);
            byte[] dearest = message(HandshakeType.NEW_SESSION_TICKET, ticket(65_535, 16_000));
            assertThat(taken("with 16,000 extensions", dearest).allocated())
                    .isLessThan((long) ALLOCATED_FOR_A_BYTE * dearest.length);
        }
    }

    /** Whoever answers a client of TLS 1.2 says most of it in the clear. */
    @Nested
    class AnAnswer {
        private final byte[] hello;

        AnAnswer() {
            ends.serverVersions = List.of(ProtocolVersion.TLS12);
            ends.clientVersions = List.of(ProtocolVersion.TLS12);
            hello = new Duel(ends)
                    .fight().server().said.stream()
                            .filter(each -> each.type() == HandshakeType.SERVER_HELLO)
                            .findFirst()
                            .map(HandshakeMessage::encode)
                            .orElseThrow();
        }

        private Meter.Costs answer(String what, byte[] then) {
            return atClient(what, records(joined(hello, then, 1)));
        }

        private byte[] certificates(int count, int size) {
            byte[] body = new WireWriter()
                    .vector24(list -> IntStream.range(0, count).forEach(i -> list.opaque24(new byte[size])))
                    .toByteArray();
            return message(HandshakeType.CERTIFICATE, body);
        }

        @Test
        void thatOnlyClaimsToBeLongCostsNoMoreThanItsHello() {
            Meter.Costs honest = answer("a ServerHello", new byte[0]);
            for (HandshakeType type : new HandshakeType[] {
                HandshakeType.CERTIFICATE, HandshakeType.SERVER_KEY_EXCHANGE, HandshakeType.CERTIFICATE_REQUEST
            }) {
                Meter.Costs costs = answer(type + " that claims 2^24-1 bytes", claim(type, LARGEST_CLAIM));
                assertThat(costs.allocated()).isLessThan(honest.allocated() + ALLOCATED_FOR_A_HEADER);
            }
            Meter.Costs most =
                    answer("CERTIFICATE that claims 128 KiB", claim(HandshakeType.CERTIFICATE, LARGEST_CERTIFICATE));
            assertThat(most.allocated()).isLessThan(honest.allocated() + ALLOCATED_FOR_A_HEADER);
        }

        @Test
        void ofCertificatesThatAreNoneCostsNoMoreThanItsBytes() {
            answer("one certificate of 128 KiB", certificates(1, LARGEST_CERTIFICATE - 6));
            answer("16 certificates of 8 KiB", certificates(16, LARGEST_CERTIFICATE / 16 - 4));
            answer("32,000 certificates of one byte", certificates(32_000, 1));
        }
    }
}
