package dev.reprise.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionState;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TlsSessionTest {
    private final TlsSession session =
            SessionBridge.wrap(SampleSessions.client13().build());

    static Stream<SessionState> samples() {
        return SampleSessions.all().values().stream();
    }

    @Test
    void saysWhatItIs() {
        assertThat(session.protocol()).isEqualTo("TLSv1.3");
        assertThat(session.cipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
        assertThat(session.serverName()).contains("shop.example");
        assertThat(session.peerName()).contains("shop.example");
        assertThat(session.applicationProtocol()).contains("h2");
        assertThat(session.issuedAt()).isEqualTo(Instant.ofEpochMilli(SampleSessions.ISSUED_AT));
        assertThat(session.expiresAt()).isEqualTo(Instant.ofEpochMilli(SampleSessions.EXPIRES_AT));
        assertThat(session.origin())
                .isEqualTo(new Origin(
                        SampleSessions.bytes(32, 0x40), Instant.ofEpochMilli(SampleSessions.AUTHENTICATED_AT)));
        assertThat(session.ticketLength()).isEqualTo(200);
        assertThat(session.maxEarlyData()).isEqualTo(16_384);
        assertThat(session.singleUse()).isFalse();
        assertThat(session.peerCertificates())
                .extracting(certificate -> certificate.getSubjectX500Principal().getName())
                .containsExactly("CN=shop.example", "CN=Reprise Test CA");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isTheSameAfterExportAndParse(SessionState state) {
        TlsSession original = SessionBridge.wrap(state);

        TlsSession parsed = TlsSession.parse(original.export());

        assertThat(parsed).isEqualTo(original).hasSameHashCodeAs(original);
        assertThat(SessionBridge.state(parsed)).isEqualTo(state);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isNotParsedFromAnExportThatWasCut(SessionState state) {
        byte[] exported = SessionBridge.wrap(state).export();
        for (int length = 0; length < exported.length; length++) {
            byte[] cut = Arrays.copyOf(exported, length);
            assertThatThrownBy(() -> TlsSession.parse(cut)).isInstanceOf(SessionFormatException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isNotParsedFromAnExportWithOneBitChanged(SessionState state) {
        byte[] exported = SessionBridge.wrap(state).export();
        for (int bit = 0; bit < exported.length * 8; bit++) {
            byte[] changed = exported.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> TlsSession.parse(changed))
                    .as("bit %d", bit)
                    .isInstanceOf(SessionFormatException.class);
        }
    }

    @Test
    void isNotParsedFromAnExportWithSomethingBehindIt() {
        byte[] exported = session.export();

        assertThatThrownBy(() -> TlsSession.parse(Arrays.copyOf(exported, exported.length + 1)))
                .isInstanceOf(SessionFormatException.class);
    }

    @Test
    void isNotParsedWithACertificateThatIsNone() {
        SessionState state = SampleSessions.client13()
                .peerChain(List.of(new byte[] {1, 2, 3}), SampleSessions.CHAIN_NOT_AFTER)
                .build();

        assertThatThrownBy(() -> TlsSession.parse(SessionBridge.wrap(state).export()))
                .isInstanceOf(SessionFormatException.class)
                .hasMessageContaining("certificate");
    }

    @Test
    void keepsItsSecretToItself() {
        String secret = HexFormat.of().formatHex(SampleSessions.bytes(32, 0x10));
        String ticket = HexFormat.of().formatHex(SampleSessions.bytes(200, 0x80));

        assertThat(session.toString().toLowerCase(Locale.ROOT))
                .contains("shop.example")
                .doesNotContain(secret.substring(0, 8))
                .doesNotContain(ticket.substring(0, 8));
        assertThat(Stream.of(TlsSession.class.getDeclaredConstructors(), TlsSession.class.getDeclaredFields())
                        .flatMap(Arrays::<Member>stream))
                .allSatisfy(member ->
                        assertThat(Modifier.isPublic(member.getModifiers())).isFalse());
        assertThat(TlsSession.class.getMethods())
                .filteredOn(method -> method.getDeclaringClass() == TlsSession.class)
                .filteredOn(method -> method.getReturnType() == byte[].class)
                .extracting("name")
                .containsExactly("export");
    }

    @Test
    void differsFromASessionWithAnotherSecret() {
        SessionState other =
                SampleSessions.client13().secret(Secret.owning(new byte[32])).build();

        assertThat(session).isNotEqualTo(SessionBridge.wrap(other));
    }
}
