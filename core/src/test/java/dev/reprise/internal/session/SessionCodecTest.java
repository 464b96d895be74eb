package dev.reprise.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SessionCodecTest {
    private static final int HEADER = 8;

    static Stream<String> samples() {
        return SampleSessions.all().keySet().stream();
    }

    private static SessionState sample(String name) {
        return Objects.requireNonNull(SampleSessions.all().get(name), name);
    }

    @Nested
    class OverTime {
        @ParameterizedTest
        @MethodSource("dev.reprise.internal.session.SessionCodecTest#samples")
        void readsWhatEveryVersionEverWrote(String name) {
            assertThat(SessionCodec.decode(SampleSessions.resource(name + ".bin")))
                    .isEqualTo(sample(name));
        }

        @ParameterizedTest
        @MethodSource("dev.reprise.internal.session.SessionCodecTest#samples")
        void writesWhatTheOldestVersionReads(String name) {
            assertThat(SessionCodec.encode(sample(name))).isEqualTo(SampleSessions.resource(name + ".bin"));
        }

        @Test
        void stepsOverAFieldThatALaterVersionMadeSkippable() {
            byte[] later = withField(SessionCodec.encode(sample("tls13-client")), 0x7fff, new byte[300]);

            assertThat(SessionCodec.decode(later)).isEqualTo(sample("tls13-client"));
        }

        @Test
        void declinesAFieldThatALaterVersionMadeCritical() {
            byte[] later = withField(SessionCodec.encode(sample("tls13-client")), 0xffff, new byte[0]);

            assertThatThrownBy(() -> SessionCodec.decode(later))
                    .isInstanceOf(DecodeFault.class)
                    .hasMessageContaining("critical field 32767");
        }

        @Test
        void declinesAnotherFrame() {
            byte[] later = SessionCodec.encode(sample("tls13-client"));
            later[4]++;

            assertThatThrownBy(() -> SessionCodec.decode(later))
                    .isInstanceOf(DecodeFault.class)
                    .hasMessageContaining("format 2");
        }
    }

    @Nested
    class DamagedBytes {
        @ParameterizedTest
        @MethodSource("dev.reprise.internal.session.SessionCodecTest#samples")
        void refusesEveryPrefix(String name) {
            byte[] encoded = SessionCodec.encode(sample(name));
            for (int length = 0; length < encoded.length; length++) {
                byte[] prefix = Arrays.copyOf(encoded, length);
                assertThatThrownBy(() -> SessionCodec.decode(prefix)).isInstanceOf(DecodeFault.class);
            }
        }

        @ParameterizedTest
        @MethodSource("dev.reprise.internal.session.SessionCodecTest#samples")
        void refusesWhatFollows(String name) {
            byte[] encoded = SessionCodec.encode(sample(name));

            assertThatThrownBy(() -> SessionCodec.decode(Arrays.copyOf(encoded, encoded.length + 1)))
                    .isInstanceOf(DecodeFault.class);
        }

        @ParameterizedTest
        @MethodSource("dev.reprise.internal.session.SessionCodecTest#samples")
        void makesOfEveryFlippedBitAnErrorOrAnotherSession(String name) {
            byte[] encoded = SessionCodec.encode(sample(name));
            int read = 0;
            for (int bit = 0; bit < encoded.length * 8; bit++) {
                byte[] flipped = encoded.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                try {
                    SessionState other = SessionCodec.decode(flipped);
                    assertThat(other).as("bit %d", bit).isNotEqualTo(sample(name));
                    read++;
                } catch (DecodeFault expected) {
                    assertThat(expected.getMessage()).isNotBlank();
                }
            }
            assertThat(read).as("the codec checks form, not integrity").isPositive();
        }
    }

    @Nested
    class Fields {
        @Test
        void mayNotComeTwice() {
            assertRefused(fields -> {
                copyOf(fields, SampleSessions.bareServer13().build());
                fields.u16(23).opaque24(new byte[] {0, 29}).u16(23).opaque24(new byte[] {0, 29});
            });
        }

        @Test
        void mayNotComeTwiceCriticalAndSkippable() {
            assertRefused(fields -> {
                copyOf(fields, SampleSessions.bareServer13().build());
                fields.u16(0x7000).opaque24(new byte[1]).u16(0x7000 | 0x8000).opaque24(new byte[1]);
            });
        }

        @Test
        void mustAscend() {
            assertRefused(fields -> {
                copyOf(fields, SampleSessions.bareServer13().build());
                fields.u16(0x7001).opaque24(new byte[1]).u16(0x7000).opaque24(new byte[1]);
            });
        }

        @Test
        void mustAllBeThereThatASessionCannotBeWithout() {
            assertRefused(fields -> {});
        }

        @Test
        void mustBeAsLongAsTheirTypeIs() {
            assertRefused(fields -> fields.u16(0x8001).opaque24(new byte[3]));
            assertRefused(fields -> fields.u16(0x8001).opaque24(new byte[1]));
        }

        @Test
        void withLengthsOutOfAllReasonAreRefusedBeforeAnythingIsAllocated() {
            assertRefused(fields -> fields.u16(0x8004).u24(0xffffff));
            byte[] endless = new WireWriter()
                    .bytes(new byte[] {'R', 'P', 'S', 'N', 1})
                    .u24(0xffffff)
                    .toByteArray();
            assertThatThrownBy(() -> SessionCodec.decode(endless)).isInstanceOf(DecodeFault.class);
        }

        @Test
        void mustBeUtf8WhereTheyAreText() {
            SessionState session = SampleSessions.server12().serverName("zz").build();
            byte[] encoded = SessionCodec.encode(session);
            int at = indexOf(encoded, new byte[] {(byte) 0x80, 10, 0, 0, 2, 'z', 'z'}) + 5;
            encoded[at] = (byte) 0xc3; // begins a character of two bytes that 'z' does not end

            assertThatThrownBy(() -> SessionCodec.decode(encoded))
                    .isInstanceOf(DecodeFault.class)
                    .hasMessageContaining("UTF-8");
        }

        private void assertRefused(Consumer<WireWriter> fields) {
            byte[] encoded = new WireWriter()
                    .bytes(new byte[] {'R', 'P', 'S', 'N', 1})
                    .vector24(fields)
                    .toByteArray();
            assertThatThrownBy(() -> SessionCodec.decode(encoded)).isInstanceOf(DecodeFault.class);
        }

        private void copyOf(WireWriter fields, SessionState session) {
            byte[] encoded = SessionCodec.encode(session);
            fields.bytes(encoded, HEADER, encoded.length - HEADER);
        }
    }

    @Nested
    class Values {
        @Test
        void mayBeAsLongAsTheirLimits() {
            SessionState session = SampleSessions.client13()
                    .ticket(SampleSessions.filled(SessionState.MAX_TICKET_LENGTH, 7))
                    .serverName("a".repeat(SessionState.MAX_NAME_LENGTH))
                    .peerName("\u00e9".repeat(127))
                    .ownNames(SampleSessions.filled(SessionState.MAX_OWN_NAMES_LENGTH, 8))
                    .guardDomain(SampleSessions.filled(SessionState.MAX_GUARD_DOMAIN_LENGTH, 9))
                    .ticketAgeAdd(0xffff_ffffL)
                    .build();

            assertThat(SessionCodec.decode(SessionCodec.encode(session))).isEqualTo(session);
        }

        @Test
        void mayNotBeLonger() {
            assertUnbuildable(SampleSessions.client13().ticket(new byte[SessionState.MAX_TICKET_LENGTH + 1]));
            assertUnbuildable(SampleSessions.client13().serverName("a".repeat(SessionState.MAX_NAME_LENGTH + 1)));
            assertUnbuildable(SampleSessions.client13().serverName(""));
            assertUnbuildable(SampleSessions.client13().sessionId(new byte[33]));
            assertUnbuildable(SampleSessions.client13().guardDomain(new byte[65]));
            assertUnbuildable(SampleSessions.client13().ticketAgeAdd(1L << 32));
            assertUnbuildable(SampleSessions.client13().maxEarlyData(-1));
            assertUnbuildable(SampleSessions.client13().fingerprint(new byte[31]));
            assertUnbuildable(SampleSessions.client13().origin(new byte[31], 0));
            assertUnbuildable(SampleSessions.client13().expiresAt(Long.MAX_VALUE));
            assertUnbuildable(SampleSessions.client13().issuedAt(-1));
        }

        @Test
        void mustFitTogether() {
            assertUnbuildable(SampleSessions.client13().secret(Secret.owning(new byte[48])));
            assertUnbuildable(SampleSessions.client12().secret(Secret.owning(new byte[32])));
            assertUnbuildable(SampleSessions.client13().peerChain(List.of(), 0));
            assertUnbuildable(SampleSessions.client13().extendedMasterSecret(false));
            assertUnbuildable(SessionState.builder(
                    Side.SERVER, SessionState.TLS12, CipherSuite.TLS_AES_128_GCM_SHA256, Secret.owning(new byte[48])));
            assertUnbuildable(SessionState.builder(
                    Side.SERVER, 0x0302, CipherSuite.TLS_AES_128_GCM_SHA256, Secret.owning(new byte[32])));
        }

        @Test
        void areRefusedAsAWholeBeyond256Kibibytes() {
            SessionState session = SampleSessions.client13()
                    .peerChain(List.of(new byte[200_000], new byte[100_000]), SampleSessions.CHAIN_NOT_AFTER)
                    .build();

            assertThat(SessionCodec.fits(session)).isFalse();
            assertThatThrownBy(() -> SessionCodec.encode(session)).isInstanceOf(LocalFault.class);
        }

        @Test
        void fitWhereTheCodecSaysSo() {
            SessionState session = SampleSessions.client13()
                    .peerChain(List.of(new byte[258_000]), SampleSessions.CHAIN_NOT_AFTER)
                    .build();

            assertThat(SessionCodec.fits(session)).isTrue();
            assertThat(SessionCodec.encode(session)).hasSizeLessThanOrEqualTo(SessionCodec.MAX_LENGTH);
        }

        private void assertUnbuildable(SessionStateBuilder builder) {
            assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theGoldenFilesAreTheOnesThatWereOnceReleased() {
        byte[] all = new byte[0];
        for (String name : samples().toList()) {
            all = HashAlgorithm.SHA256.digest(all, SampleSessions.resource(name + ".bin"));
        }
        assertThat(HexFormat.of().formatHex(all))
                .isEqualTo("5e66bc95dbb94f90bffaf7ab7518322d84e6307e68bef258e48919e0a4b34c6e");
    }

    /** The session with one more field at its end, as a later version would write it. */
    private static byte[] withField(byte[] encoded, int tag, byte[] value) {
        return new WireWriter()
                .bytes(encoded, 0, 5)
                .vector24(fields -> fields.bytes(encoded, HEADER, encoded.length - HEADER)
                        .u16(tag)
                        .opaque24(value))
                .toByteArray();
    }

    private static int indexOf(byte[] bytes, byte[] piece) {
        for (int i = 0; i + piece.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + piece.length, piece, 0, piece.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
