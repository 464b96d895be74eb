package dev.reprise.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is counted on the wire: bytes, and how often the client had to wait. */
class PassageTest {
    private static Passage ofTls12(byte[] clientHello, byte[] serverHello) {
        Passage wire = new Passage(Duration.ZERO);
        byte[] up = Wire.record(Wire.HANDSHAKE, clientHello);
        byte[] down = Wire.record(Wire.HANDSHAKE, serverHello);
        wire.fromClient(up, up.length);
        wire.toClient(down, down.length);
        return wire;
    }

    @Test
    void seesASessionOfTls12ByItsIdThatComesBack() {
        Passage resumed = ofTls12(Wire.tls12ClientHello(7, 0), Wire.tls12ServerHello(7));
        assertThat(resumed.offered()).isTrue();
        assertThat(resumed.resumed()).isTrue();
        Passage byTicket = ofTls12(Wire.tls12ClientHello(7, 100), Wire.tls12ServerHello(7));
        assertThat(byTicket.offered()).isTrue();
        assertThat(byTicket.resumed()).isTrue();
    }

    @Test
    void seesThatAServerOfTls12TookAnotherIdOrNone() {
        Passage other = ofTls12(Wire.tls12ClientHello(7, 0), Wire.tls12ServerHello(8));
        assertThat(other.offered()).isTrue();
        assertThat(other.resumed()).isFalse();
        assertThat(ofTls12(Wire.tls12ClientHello(7, 100), Wire.tls12ServerHello(0))
                        .resumed())
                .isFalse();
    }

    @Test
    void seesThatAClientOfTls12HasNothingToOffer() {
        Passage wire = ofTls12(Wire.tls12ClientHello(0, 0), Wire.tls12ServerHello(0));
        assertThat(wire.offered()).isFalse();
        assertThat(wire.resumed()).isFalse();
        assertThat(ofTls12(Wire.tls12ClientHello(0, 0), Wire.tls12ServerHello(9))
                        .resumed())
                .isFalse();
    }

    private final AtomicLong millis = new AtomicLong();
    private final Passage wire = new Passage(Duration.ofMillis(10), () -> millis.get() * 1_000_000);

    private void clientSends(long at, byte[] bytes) {
        millis.set(at);
        wire.fromClient(bytes, bytes.length);
    }

    private void clientIsGiven(long at, byte[] bytes) {
        millis.set(at);
        wire.toClient(bytes, bytes.length);
    }

    private static byte[] data(int length) {
        return Wire.record(Wire.APPLICATION_DATA, new byte[length]);
    }

    @Test
    void countsTwoRoundTripsWhereTheRequestGoesWithTheClientsFinished() {
        clientSends(0, Wire.record(Wire.HANDSHAKE, Wire.clientHello(false)));
        clientIsGiven(21, data(900));
        clientSends(22, data(50));
        clientSends(23, data(70));
        clientIsGiven(43, data(300));
        clientIsGiven(44, data(130));
        assertThat(wire.roundTrips()).isEqualTo(2);
        assertThat(wire.firstByteMicros()).isEqualTo(43_000);
    }

    @Test
    void countsNoRoundTripForWhatTheServerHadSentBefore() {
        clientSends(0, Wire.record(Wire.HANDSHAKE, Wire.clientHello(false)));
        clientIsGiven(21, Wire.record(Wire.HANDSHAKE, Wire.serverHello(false)));
        clientSends(22, data(50));
        clientIsGiven(25, data(900));
        clientIsGiven(43, data(20));
        assertThat(wire.roundTrips()).isEqualTo(2);
    }

    @Test
    void countsNoRoundTripForAChangeCipherSpecThatNobodyAnswers() {
        clientSends(0, Wire.record(Wire.HANDSHAKE, Wire.clientHello(false)));
        clientIsGiven(21, Wire.record(Wire.HANDSHAKE, Wire.serverHello(false)));
        clientSends(22, Wire.changeCipherSpec());
        clientIsGiven(45, data(900)); // the rest of the flight, from a server that took its time
        assertThat(wire.roundTrips()).isEqualTo(1);
        clientSends(46, data(50));
        clientIsGiven(70, data(900));
        assertThat(wire.roundTrips()).isEqualTo(2);
    }

    @Test
    void countsThreeRoundTripsAfterARequestForAnotherHello() {
        for (int trip = 0; trip < 3; trip++) {
            clientSends(trip * 30L, data(10));
            clientIsGiven(trip * 30L + 25, data(10));
        }
        assertThat(wire.roundTrips()).isEqualTo(3);
    }

    @Test
    void countsTheBytesOfBothDirections() {
        clientSends(0, new byte[300]);
        clientSends(1, new byte[7]);
        clientIsGiven(30, new byte[5_000]);
        assertThat(wire.bytesUp()).isEqualTo(307);
        assertThat(wire.bytesDown()).isEqualTo(5_000);
    }

    @Test
    void saysWhatTheHellosSay() {
        clientSends(0, Wire.record(Wire.HANDSHAKE, Wire.clientHello(true)));
        clientIsGiven(20, Wire.record(Wire.HANDSHAKE, Wire.serverHello(false)));
        assertThat(wire.offered()).isTrue();
        assertThat(wire.resumed()).isFalse();
    }

    @Test
    void hasEndedWhenBothDirectionsHave() throws InterruptedException {
        assertThat(wire.directionEnded()).isFalse();
        assertThat(wire.awaitEnd(0)).isFalse();
        assertThat(wire.directionEnded()).isTrue();
        assertThat(wire.awaitEnd(0)).isTrue();
    }
}
