package dev.reprise.internal.record;

import static dev.reprise.internal.record.ContentType.HANDSHAKE;
import static dev.reprise.internal.record.Records.assertRefused;
import static dev.reprise.internal.record.Records.buffer;
import static dev.reprise.internal.record.Records.plain;
import static dev.reprise.internal.record.Records.reader;
import static dev.reprise.internal.wire.AlertDescription.PROTOCOL_VERSION;
import static dev.reprise.internal.wire.AlertDescription.UNEXPECTED_MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes where TLS was expected. */
class ForeignProtocolTest {
    private final RecordReader reader = new RecordReader();

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, looks like HTTP",
        "POST /orders HTTP/1.1, looks like HTTP",
        "HEA, looks like HTTP",
        "PRI * HTTP/2.0, looks like HTTP",
        "HTTP/1.1 400 Bad Request, looks like HTTP",
        "SSH-2.0-OpenSSH_9.2, looks like SSH",
        "220 mail.example ESMTP, SMTP or FTP",
        "220-FTP server ready, SMTP or FTP",
        "* OK IMAP4rev1 ready, IMAP or POP3",
        "+OK POP3 ready, IMAP or POP3",
        "G, the first byte is 0x47",
        "hello, the first byte is 0x68"
    })
    void isNamedForThePeopleWhoLookForIt(String sent, String said) {
        ByteBuffer src = ByteBuffer.wrap(sent.getBytes(StandardCharsets.US_ASCII));

        assertRefused(UNEXPECTED_MESSAGE, () -> reader.recordLength(src))
                .withMessageStartingWith("not TLS: ")
                .withMessageContaining(said);
        assertThat(src.position()).isZero();
    }

    @Test
    void mayBeAHelloOfSsl2() {
        assertRefused(UNEXPECTED_MESSAGE, () -> reader.recordLength(buffer("802e 01 0301 0015 0000 0010")))
                .withMessageContaining("SSL 2");
    }

    @Test
    void isToldByItsVersionToo() {
        assertRefused(PROTOCOL_VERSION, () -> reader.recordLength(buffer("16 02")));
        assertRefused(PROTOCOL_VERSION, () -> reader.recordLength(buffer("16 0400 0001 aa")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 19, 24, 128, 255})
    void isNoRecordInALaterPlaceEither(int type) {
        reader.read(plain(HANDSHAKE, (byte) 1));
        ByteBuffer src = ByteBuffer.wrap(new byte[] {(byte) type, 3, 3, 0, 1, 0});

        assertRefused(UNEXPECTED_MESSAGE, () -> reader.recordLength(src)).withMessageContaining("content type " + type);
    }
}
