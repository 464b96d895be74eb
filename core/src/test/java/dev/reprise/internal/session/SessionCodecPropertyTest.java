package dev.reprise.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SessionCodecPropertyTest {
    private static final List<String> SUITES_13 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    private static final List<String> SUITES_12 = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    @Property
    void everySessionIsReadAsItWasWritten(@ForAll("sessions") SessionState session) {
        byte[] encoded = SessionCodec.encode(session);

        assertThat(SessionCodec.fits(session)).isTrue();
        assertThat(SessionCodec.decode(encoded)).isEqualTo(session).hasSameHashCodeAs(session);
        assertThat(SessionExport.read(SessionExport.write(session))).isEqualTo(session);
    }

    @Property
    void aCopyIsTheSame(@ForAll("sessions") SessionState session) {
        assertThat(session.toBuilder().build()).isEqualTo(session);
    }

    /** What the fields' order, tags and lengths allow is decided here, not by what an encoder happens to write. */
    @Property(tries = 5000)
    void whateverFieldsComeItIsAnErrorOrASessionThatIsWrittenAndReadAgain(
            @ForAll("fields") @Size(max = 30) List<byte[]> fields) {
        byte[] encoded = new WireWriter()
                .bytes(new byte[] {'R', 'P', 'S', 'N', 1})
                .vector24(all -> fields.forEach(all::bytes))
                .toByteArray();
        try {
            SessionState session = SessionCodec.decode(encoded);
            assertThat(SessionCodec.decode(SessionCodec.encode(session))).isEqualTo(session);
        } catch (DecodeFault fault) {
            assertThat(fault.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 5000)
    void severalChangedBytesAreAnErrorOrAnotherSession(
            @ForAll("sessions") SessionState session,
            @ForAll @IntRange(min = 1, max = 8) int changes,
            @ForAll Random random) {
        byte[] changed = SessionCodec.encode(session);
        for (int i = 0; i < changes; i++) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
        }
        try {
            SessionState read = SessionCodec.decode(changed);
            assertThat(SessionCodec.decode(SessionCodec.encode(read))).isEqualTo(read);
        } catch (DecodeFault fault) {
            assertThat(fault.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<SessionState> sessions() {
        return Arbitraries.randomValue(SessionCodecPropertyTest::randomSession);
    }

    /** The fields of several sessions, each whole, mixed. */
    @Provide
    Arbitrary<List<byte[]>> fields() {
        return Arbitraries.randomValue(random -> {
            List<byte[]> fields = new ArrayList<>();
            byte[] encoded = SessionCodec.encode(randomSession(random));
            for (int at = 8; at < encoded.length; ) {
                int length =
                        5 + ((encoded[at + 2] & 0xff) << 16 | (encoded[at + 3] & 0xff) << 8 | encoded[at + 4] & 0xff);
                byte[] field = Arrays.copyOfRange(encoded, at, at + length);
                at += length;
                switch (random.nextInt(20)) {
                    case 0 ->
                        fields.add(new WireWriter()
                                .u16(random.nextInt(0x10000))
                                .opaque24(bytes(random, random.nextInt(40)))
                                .toByteArray());
                    case 1 -> fields.addAll(List.of(field, field.clone())); // twice
                    case 2 -> fields.add(0, field); // out of order
                    case 3 -> {} // left out
                    default -> fields.add(field);
                }
            }
            return fields;
        });
    }

    private static SessionState randomSession(Random random) {
        boolean tls13 = random.nextBoolean();
        List<String> suites = tls13 ? SUITES_13 : SUITES_12;
        CipherSuite suite = CipherSuite.forName(suites.get(random.nextInt(suites.size())));
        Side side = random.nextBoolean() ? Side.CLIENT : Side.SERVER;
        List<byte[]> chain = new ArrayList<>();
        for (int i = side == Side.CLIENT ? 0 : random.nextInt(2); i < random.nextInt(4) + 1; i++) {
            chain.add(bytes(random, 1 + random.nextInt(2000)));
        }
        SessionStateBuilder builder = SessionState.builder(
                        side,
                        tls13 ? SessionState.TLS13 : SessionState.TLS12,
                        suite,
                        Secret.owning(bytes(random, tls13 ? suite.hash().length() : 48)))
                .origin(bytes(random, 32), time(random))
                .issuedAt(time(random))
                .expiresAt(time(random))
                .peerChain(chain, random.nextLong())
                .fingerprint(bytes(random, 32))
                .extendedMasterSecret(tls13 || random.nextBoolean())
                .singleUse(random.nextBoolean());
        if (random.nextBoolean()) {
            builder.serverName("Host-" + random.nextInt(9) + ".Example").peerName("\u00e9\u4e2d" + random.nextInt(9));
        }
        if (random.nextBoolean()) {
            builder.applicationProtocol("h" + random.nextInt(4)).group(NamedGroup.of(random.nextInt(0x10000)));
        }
        if (random.nextBoolean()) {
            builder.ticket(bytes(random, random.nextInt(3000)))
                    .ticketAgeAdd(random.nextInt() & 0xffff_ffffL)
                    .maxEarlyData(random.nextInt() & 0xffff_ffffL);
        }
        if (random.nextBoolean()) {
            builder.sessionId(bytes(random, random.nextInt(33)))
                    .guardDomain(bytes(random, random.nextInt(65)))
                    .ownNames(bytes(random, 16 * random.nextInt(5)));
        }
        return builder.build();
    }

    private static long time(Random random) {
        return (long) (random.nextDouble() * SessionState.MAX_TIME);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
