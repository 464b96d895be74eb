package dev.reprise.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo believes no peer about resumption: it reads the hellos. Whatever comes, it reads on, and says what they say. */
class HelloReaderTest {
    private static boolean clientOffers(byte[] wire) {
        return says(HelloReader::ofClient, wire);
    }

    private static boolean serverTakes(byte[] wire) {
        return says(HelloReader::ofServer, wire);
    }

    private static boolean says(Supplier<HelloReader> reader, byte[] wire) {
        HelloReader hellos = reader.get();
        hellos.add(wire, wire.length);
        return hellos.last().preSharedKey();
    }

    private static byte[] record(byte[] message) {
        return Wire.record(Wire.HANDSHAKE, message);
    }

    @Test
    void seesASessionOfferedAndTaken() {
        assertThat(clientOffers(record(Wire.clientHello(true)))).isTrue();
        assertThat(clientOffers(record(Wire.clientHello(false)))).isFalse();
        assertThat(serverTakes(record(Wire.serverHello(true)))).isTrue();
        assertThat(serverTakes(record(Wire.serverHello(false)))).isFalse();
    }

    @Test
    void takesNoClientsHelloForAServersNorTheOtherWayRound() {
        assertThat(serverTakes(record(Wire.clientHello(true)))).isFalse();
        assertThat(clientOffers(record(Wire.serverHello(true)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 17, 64})
    void putsAHelloTogetherFromRecordsOfAnySizeAndReadsOfAnySize(int size) {
        byte[] wire = Wire.records(Wire.HANDSHAKE, size, Wire.clientHello(true));
        HelloReader hellos = HelloReader.ofClient();
        for (int start = 0; start < wire.length; start += size) {
            byte[] read = Arrays.copyOfRange(wire, start, start + size);
            hellos.add(read, Math.min(size, wire.length - start));
        }
        assertThat(hellos.last().preSharedKey()).isTrue();
    }

    @Test
    void findsTheHelloAmongMessagesThatShareItsRecord() {
        byte[] other = Wire.message(8, new byte[300]);
        assertThat(serverTakes(record(Wire.join(Wire.serverHello(true), other, other))))
                .isTrue();
        assertThat(serverTakes(record(Wire.join(other, Wire.serverHello(true)))))
                .isTrue();
    }

    @Test
    void saysNoWhereAHelloIsCutAtAnyByte() {
        byte[] wire = record(Wire.clientHello(true));
        for (int length = 0; length < wire.length; length++) {
            assertThat(clientOffers(Arrays.copyOf(wire, length)))
                    .as("%d of %d bytes", length, wire.length)
                    .isFalse();
        }
    }

    @Test
    void saysNoWhereTheHelloItselfIsShorterThanItsFields() {
        byte[] hello = Wire.clientHello(true);
        byte[] body = Arrays.copyOfRange(hello, 4, hello.length);
        for (int length = 0; length < body.length; length++) {
            assertThat(clientOffers(record(Wire.message(1, Arrays.copyOf(body, length)))))
                    .as("a body of %d bytes", length)
                    .isFalse();
        }
    }

    @Test
    void countsTheLastHelloWhereTheServerAskedForAnother() {
        byte[] first = record(Wire.clientHello(true));
        byte[] second = record(Wire.clientHello(false));
        assertThat(clientOffers(Wire.join(first, Wire.changeCipherSpec(), second)))
                .isFalse();
        assertThat(clientOffers(Wire.join(second, Wire.changeCipherSpec(), first)))
                .isTrue();
        byte[] retry = record(Wire.serverHello(false));
        assertThat(serverTakes(Wire.join(retry, Wire.changeCipherSpec(), record(Wire.serverHello(true)))))
                .isTrue();
    }

    @Test
    void readsNothingIntoWhatIsEncrypted() {
        byte[] hello = Wire.serverHello(false);
        byte[] looksLikeOne = record(Wire.serverHello(true));
        byte[] encrypted = Wire.record(Wire.APPLICATION_DATA, looksLikeOne);
        assertThat(serverTakes(Wire.join(record(hello), Wire.changeCipherSpec(), encrypted, looksLikeOne)))
                .isFalse();
    }

    @Test
    void readsOnPastAnAlert() {
        byte[] warning = Wire.record(21, new byte[] {1, 112});
        assertThat(serverTakes(Wire.join(warning, record(Wire.serverHello(true)))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "SSH-2.0-OpenSSH_9.0\r\n", "\u0016", ""})
    void saysNoToWhatIsNotTls(String text) {
        byte[] wire = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(clientOffers(wire)).isFalse();
        assertThat(serverTakes(wire)).isFalse();
    }

    @Test
    void saysNoToLengthsThatPromiseMoreThanThereIs() {
        assertThat(clientOffers(Wire.join(new byte[] {22, 3, 3, -1, -1}, Wire.clientHello(true))))
                .isFalse();
        assertThat(clientOffers(record(Wire.join(new byte[] {1, -1, -1, -1}, Wire.clientHello(true)))))
                .isFalse();
    }

    @Test
    void keepsNoMoreThanHellosNeedHoweverMuchComes() {
        HelloReader hellos = HelloReader.ofServer();
        byte[] hello = record(Wire.serverHello(true));
        hellos.add(hello, hello.length);
        byte[] much = Wire.records(Wire.APPLICATION_DATA, 16_384, new byte[1 << 20]);
        for (int i = 0; i < 64; i++) {
            hellos.add(much, much.length);
        }
        assertThat(hellos.last().preSharedKey()).isTrue();
        assertThat(hellos.kept()).isLessThanOrEqualTo(64 * 1024);
    }

    @Test
    void readsAHelloInRecordsOfTheLargestSize() {
        byte[] padding = Wire.message(1, new byte[40_000]); // no hello: all its lengths are zero
        byte[] wire = Wire.records(Wire.HANDSHAKE, 16_384, Wire.join(padding, Wire.clientHello(true)));
        assertThat(clientOffers(wire)).isTrue();
    }

    @Test
    void readsOnWhateverBytesCome() {
        Random random = new Random(20_260_101);
        byte[] wire = Wire.join(record(Wire.clientHello(true)), record(Wire.serverHello(true)));
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = wire.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            // Either answer may be right; there has to be one.
            assertThat(clientOffers(changed)).isIn(true, false);
            assertThat(serverTakes(changed)).isIn(true, false);
        }
    }
}
