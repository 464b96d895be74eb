package dev.reprise.bogo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract with the runner, kept with a peer that is the JDK's TLS, or this library's. */
class ShimTest {
    private static final String[] TLS12 = {"-max-version", "771"};
    private static final String[] ANY = {};

    @TempDir
    private Path folder;

    private RunnerPeer peer;

    @BeforeEach
    void listen() throws Exception {
        peer = new RunnerPeer(folder);
    }

    @AfterEach
    void close() throws Exception {
        peer.close();
    }

    private static String[] join(String[]... parts) {
        return Stream.of(parts).flatMap(Stream::of).toArray(String[]::new);
    }

    private static void assertDone(Shim.Result result) {
        assertThat(result).isEqualTo(new Shim.Result(0, List.of(), List.of()));
    }

    @Test
    void whatItDoesNotKnowIsStatus89() {
        Shim.Result result = Shim.run(List.of("-dtls"));
        assertThat(result.status()).isEqualTo(89);
        assertThat(result.errors()).containsExactly("not implemented: the flag -dtls is not known");
    }

    @Test
    void versionsThatItDoesNotSpeakAreStatus89() {
        assertThat(Shim.run(peer.flags(1, "-max-version", "770")).status()).isEqualTo(89);
    }

    @Test
    void aWrongCommandLineIsStatus1() {
        assertThat(Shim.run(List.of("-port", "x")).status()).isEqualTo(1);
    }

    @Test
    void ithasNoHandshakerOfItsOwn() {
        assertThat(Shim.run(List.of("-is-handshaker-supported")))
                .isEqualTo(new Shim.Result(0, List.of("No"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientSaysItsNumberAndGivesBackWhatComesWithEveryBitTurned(boolean tls12) {
        SSLContext context = peer.newContext();
        CompletableFuture<List<RunnerPeer.Talk>> talks = peer.talk(1, false, () -> context);
        assertDone(Shim.run(peer.flags(77, join(tls12 ? TLS12 : ANY, new String[] {"-host-name", "localhost"}))));
        RunnerPeer.Talk talk = talks.join().get(0);
        assertThat(talk.test()).isEqualTo(77);
        assertThat(talk.isXorOfTheQuestion()).isTrue();
        assertThat(talk.protocol()).isEqualTo(tls12 ? "TLSv1.2" : "TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerDoesToo(boolean tls12) {
        SSLContext context = peer.newContext();
        CompletableFuture<List<RunnerPeer.Talk>> talks = peer.talk(1, true, () -> context, "h2", "foo");
        String[] flags = join(new String[] {"-server", "-select-alpn", "foo", "-async"}, peer.credential());
        assertDone(Shim.run(peer.flags(78, join(flags, tls12 ? TLS12 : ANY))));
        RunnerPeer.Talk talk = talks.join().get(0);
        assertThat(talk.test()).isEqualTo(78);
        assertThat(talk.isXorOfTheQuestion()).isTrue();
        assertThat(talk.applicationProtocol()).isEqualTo("foo");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientResumesInItsSecondConnection(boolean tls12) {
        SSLContext context = peer.newContext();
        CompletableFuture<List<RunnerPeer.Talk>> talks = peer.talk(2, false, () -> context);
        String[] flags = {"-host-name", "localhost", "-resume-count", "1"};
        // The JDK's server of TLS 1.2 gives another ticket each time.
        String[] tickets = tls12 ? new String[] {"-on-resume-expect-ticket-renewal"} : ANY;
        assertDone(Shim.run(peer.flags(1, join(flags, tickets, tls12 ? TLS12 : ANY))));
        assertThat(talks.join()).hasSize(2).allMatch(RunnerPeer.Talk::isXorOfTheQuestion);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void soDoesAServer(boolean tls12) {
        SSLContext context = peer.newReprise();
        CompletableFuture<List<RunnerPeer.Talk>> talks = peer.talk(2, true, () -> context);
        String[] flags = join(new String[] {"-server", "-resume-count", "1"}, peer.credential());
        assertDone(Shim.run(peer.flags(1, join(flags, tls12 ? TLS12 : ANY))));
        assertThat(talks.join()).hasSize(2).allMatch(RunnerPeer.Talk::isXorOfTheQuestion);
    }

    /** What says that a test resumed could say so of any. */
    @Test
    void aConnectionThatIsNotResumedThoughItShouldBeFails() {
        CompletableFuture<List<RunnerPeer.Talk>> talks = peer.talk(2, false, peer::newContext);
        Shim.Result result = Shim.run(peer.flags(1, "-host-name", "localhost", "-resume-count", "1"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).containsExactly("unexpected: a resumed session: expected true, and it is false");
        talks.handle((done, broken) -> done).join();
    }

    @Test
    void aSessionThatTheClockHasMadeTooOldIsNotResumed() {
        SSLContext context = peer.newReprise();
        CompletableFuture<List<RunnerPeer.Talk>> talks = peer.talk(2, true, () -> context);
        List<String> flags = new ArrayList<>(List.of("-server", "-resume-count", "1", "-expect-session-miss"));
        flags.addAll(List.of("-resumption-delay", "21601"));
        flags.addAll(List.of(peer.credential()));
        assertDone(Shim.run(peer.flags(1, flags.toArray(String[]::new))));
        assertThat(talks.join()).hasSize(2);
    }

    @Test
    void whatWasExpectedOtherwiseFailsAndSaysSo() {
        SSLContext context = peer.newContext();
        CompletableFuture<List<RunnerPeer.Talk>> talks = peer.talk(1, false, () -> context);
        Shim.Result result = Shim.run(peer.flags(1, "-expect-version", "771"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).containsExactly("unexpected: -expect-version: expected 771, and it is 772");
        talks.handle((done, broken) -> done).join();
    }

    @Test
    void aCertificateThatIsRefusedFailsTheConnectionByItsAlert() {
        SSLContext context = peer.newContext();
        CompletableFuture<List<RunnerPeer.Talk>> talks = peer.talk(1, false, () -> context);
        Shim.Result result = Shim.run(peer.flags(1, "-verify-peer", "-verify-fail"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors().get(0)).startsWith(":PEER_INCOMPATIBLE:CERTIFICATE_UNKNOWN:");
        assertThat(talks.handle((done, broken) -> broken).join()).isNotNull();
    }
}
