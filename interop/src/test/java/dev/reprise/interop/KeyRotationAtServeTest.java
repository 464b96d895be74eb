package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code reprise keys rotate} beside a {@code reprise serve} with those keys, as OpenSSL's client sees it. */
class KeyRotationAtServeTest {
    private static final String REVOKED = "full none unknown_ticket_key";

    @TempDir
    private Path directory;

    static Stream<Arguments> sourcesAndWays() {
        return Stream.of("file", "dir")
                .flatMap(kind -> Stream.of(Way.TLS12_TICKET, Way.TLS13).map(way -> Arguments.of(kind, way)));
    }

    /** Serve looks at its keys at most once a second: until it has, the old ticket resumes, and nothing else may happen. */
    @ParameterizedTest
    @MethodSource("sourcesAndWays")
    void refusesWhatOlderKeysSealedOnceTheyAreRevoked(String kind, Way way) throws IOException {
        Peers.require(Peers.OPENSSL);
        String keys = newKeys(kind);
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--ticket-keys", keys))) {
            Path session = directory.resolve("session");
            assertThat(visit(serve, way, session)).isEqualTo(Way.FULL);
            byte[] ticket = Files.readAllBytes(session);
            assertThat(visit(serve, way, session)).isEqualTo(way.resumedAtServe());

            done("keys", "rotate", "--revoke", keys);
            assertThat(untilNot(way.resumedAtServe(), serve, way, session, ticket))
                    .isEqualTo(REVOKED);

            // What that handshake gave is sealed under the new key, and the old ticket stays refused.
            assertThat(visit(serve, way, session)).isEqualTo(way.resumedAtServe());
            Files.write(session, ticket);
            assertThat(visit(serve, way, session)).isEqualTo(REVOKED);
        }
    }

    /** Once a new key seals, a resumption gives out anew what an older key had sealed; before, one of TLS 1.2 gives nothing. */
    @ParameterizedTest
    @EnumSource(names = {"TLS12_TICKET", "TLS13"})
    void aResumptionAfterARotationGivesOpenSslATicketUnderTheNewKey(Way way) throws IOException {
        Peers.require(Peers.OPENSSL);
        String keys = newKeys("dir");
        Path session = directory.resolve("session");
        String[] options = RepriseCli.presenting(Certificates.ec(), "--ticket-keys", keys);
        byte[] old;
        try (Serve serve = RepriseCli.serve(options)) {
            assertThat(visit(serve, way, session)).isEqualTo(Way.FULL);
            old = Files.readAllBytes(session);
            assertThat(tickets(serve, way, session)).isEqualTo(way == Way.TLS13 ? 2 : 0);
        }
        Path first = rotateMinutesAgo(keys);
        try (Serve serve = RepriseCli.serve(options)) {
            Files.write(session, old);
            assertThat(tickets(serve, way, session)).isEqualTo(way == Way.TLS13 ? 2 : 1);

            Files.delete(first);
            assertThat(untilNot(way.resumedAtServe(), serve, way, session, old)).isEqualTo(REVOKED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS12_TICKET", "TLS13"})
    void ourClientKeepsWhatItIsGivenAfterARotation(Way way) throws IOException {
        String keys = newKeys("dir");
        String[] options = RepriseCli.presenting(Certificates.ec(), "--ticket-keys", keys);
        String[] client = {
            "--tls", way.version(), "--session", directory.resolve("session").toString()
        };
        int port;
        try (Serve serve = RepriseCli.serve(options)) {
            port = serve.port();
            RepriseCli.connectHere(port, client).succeeded();
        }
        Path first = rotateMinutesAgo(keys);
        try (Serve serve = RepriseCli.serveOn(port, options)) {
            RepriseCli.connectHere(port, client).succeeded();
            assertThat(serve.next(1)).extracting(Handshake::how).containsExactly(way.resumedAtServe());
        }
        Files.delete(first);
        try (Serve serve = RepriseCli.serveOn(port, options)) {
            RepriseCli.connectHere(port, client).succeeded();
            assertThat(serve.next(1)).extracting(Handshake::how).containsExactly(way.resumedAtServe());
        }
    }

    /** A new key whose announcement is over. Returns the file of the older one. */
    private Path rotateMinutesAgo(String keys) throws IOException {
        Path folder = directory.resolve("keys");
        Path first = files(folder).get(0);
        done("keys", "rotate", keys);
        for (Path file : files(folder)) {
            Instant written = Instant.now().minus(Duration.ofMinutes(file.equals(first) ? 20 : 10));
            Files.setLastModifiedTime(file, FileTime.from(written));
        }
        return first;
    }

    /** How many tickets OpenSSL is given in a connection that resumes. */
    private static long tickets(Serve serve, Way way, Path session) {
        long tickets = OpenSsl.tickets(ClientOptions.to(serve.port()).withProtocol(way.protocol()), session);
        assertThat(serve.next(1)).extracting(Handshake::how).containsExactly(way.resumedAtServe());
        return tickets;
    }

    /** Visits with that ticket again and again, until serve tells of it otherwise than so: which is what it returns. */
    private String untilNot(String how, Serve serve, Way way, Path session, byte[] ticket) throws IOException {
        long limit = System.nanoTime() + PeerProcess.LIMIT.toNanos();
        while (System.nanoTime() < limit) {
            Files.write(session, ticket);
            String told = visit(serve, way, session);
            if (!told.equals(how)) {
                return told;
            }
        }
        return how;
    }

    /** A connection with the session in that file, as both sides tell it. */
    private static String visit(Serve serve, Way way, Path session) {
        List<Seen> seen = Peers.OPENSSL.visit(
                ClientOptions.to(serve.port()).withProtocol(way.protocol()).withSession(session));
        List<Handshake> told = serve.next(1);
        ClientsAtServeTest.assertAgree(seen, told);
        assertThat(seen.get(0).resumed()).isEqualTo("resumed".equals(told.get(0).kind()));
        return told.get(0).how();
    }

    private String newKeys(String kind) throws IOException {
        Path keys = directory.resolve("keys");
        if (kind.equals("dir")) {
            Files.createDirectory(keys);
            done("keys", "new", keys.resolve("first").toString());
        } else {
            done("keys", "new", keys.toString());
        }
        return kind + ":" + keys;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void done(String... command) {
        PeerProcess.Ended ended = RepriseCli.run(command);
        assertThat(ended.status()).as(ended.toString()).isZero();
    }
}
