package dev.reprise.interop.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.FleetSecret;
import dev.reprise.interop.Certificates;
import dev.reprise.interop.Handshake;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.RepriseCli;
import dev.reprise.interop.Serve;
import dev.reprise.interop.frameworks.Balancer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two processes of {@code reprise serve} that have a server in common, with their sessions and their ticket keys in it. */
class StoreFleetTest {
    /** How a session is carried: what a node calls a resumption, and the options of such a client. */
    private static final Map<String, List<String>> WAYS = Map.of(
            "psk_stateless", List.of("--tls", "1.3"),
            "ticket", List.of("--tls", "1.2"),
            "session_id", List.of("--tls", "1.2", "--no-tickets"));

    private static final Pattern NAME = Pattern.compile("\"name\":\"[^\"]*\"");

    private final Balancer balancer = new Balancer();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        balancer.close();
    }

    private Serve node(String spec, List<String> options) {
        String[] all = new String[options.size() + 6];
        List<String> shared = List.of(
                "--store",
                spec,
                "--ticket-keys",
                spec,
                "--secret",
                directory.resolve("secret").toString());
        for (int i = 0; i < all.length; i++) {
            all[i] = i < 6 ? shared.get(i) : options.get(i - 6);
        }
        return RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), all));
    }

    /** A client process that knows one address, at which that node stands just now. */
    private void connect(Serve node, List<String> options, Path session) {
        balancer.to(node.port());
        String[] fixed = {
            "connect",
            "127.0.0.1:" + balancer.port(),
            "--json",
            "--ca",
            Certificates.authority().toString(),
            "--sni",
            "localhost",
            "--get",
            "/",
            "--session",
            session.toString()
        };
        String[] all = Arrays.copyOf(fixed, fixed.length + options.size());
        for (int i = 0; i < options.size(); i++) {
            all[fixed.length + i] = options.get(i);
        }
        PeerProcess.Ended ended = RepriseCli.run(all);
        assertThat(ended.status()).as(ended.toString()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void resumesOnEachNodeWhatTheOtherGave(StoreServer server) throws Exception {
        String spec = server.patient(server.emptySpec());
        FleetSecret.writeNew(directory.resolve("secret"));
        resumesIn(WAYS, spec, List.of());
        resumesIn(Map.of("psk_stored", List.of("--tls", "1.3")), spec, List.of("--tls13-tickets", "stored"));
        assertTellsNothing(server.dump());
    }

    /** A key of a second or two, and its successors: each node opens what any of them sealed, also one that was started anew. */
    @ParameterizedTest
    @EnumSource(names = "REDIS")
    void resumesOverRotationsAndARestart(StoreServer server) throws Exception {
        playRotations(server);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void resumesOverRotationsAndARestartOnDatabasesToo(StoreServer server) throws Exception {
        playRotations(server);
    }

    private void playRotations(StoreServer server) throws Exception {
        String spec = server.patient(server.emptySpec());
        FleetSecret.writeNew(directory.resolve("secret"));
        List<String> options = List.of("--rotate", "2s", "--expire", "10m");
        Path old = directory.resolve("old");
        Path latest = directory.resolve("latest");
        List<String> client = List.of("--tls", "1.3");
        Serve one = node(spec, options);
        try (Serve other = node(spec, options)) {
            connect(one, client, old);
            connect(other, client, latest);
            assertThat(List.of(one.next(1).get(0).how(), other.next(1).get(0).how()))
                    .containsOnly("full none no_session_offered");
            byte[] first = Files.readAllBytes(old);
            Set<String> before = keys(spec);
            assertThat(before).isNotEmpty();
            // Keys turn when clients come.
            for (int i = 0; keys(spec).size() < before.size() + 2; i++) {
                Serve next = i % 2 == 0 ? one : other;
                connect(next, client, latest);
                assertThat(next.next(1)).extracting(Handshake::how).containsExactly("resumed psk_stateless resumed");
            }
            one.close();
            one = node(spec, options);
            for (Serve node : List.of(one, other)) {
                Files.write(old, first);
                connect(node, client, old);
                connect(node, client, latest);
                assertThat(node.next(2)).extracting(Handshake::how).containsOnly("resumed psk_stateless resumed");
            }

            PeerProcess.Ended revoked = RepriseCli.run(
                    "keys",
                    "rotate",
                    spec,
                    "--revoke",
                    "--secret",
                    directory.resolve("secret").toString());
            assertThat(revoked.status()).as(revoked.toString()).isZero();
            String how;
            do {
                Files.write(old, first);
                connect(other, client, old);
                how = other.next(1).get(0).how();
            } while (how.equals("resumed psk_stateless resumed"));
            assertThat(how).isEqualTo("full none unknown_ticket_key");
        } finally {
            one.close();
        }
    }

    /** The names of all keys that the register has. */
    private Set<String> keys(String spec) {
        PeerProcess.Ended shown = RepriseCli.run(
                "keys",
                "show",
                spec,
                "--json",
                "--secret",
                directory.resolve("secret").toString());
        assertThat(shown.status()).as(shown.toString()).isZero();
        return NAME.matcher(shown.output().get(0))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private void resumesIn(Map<String, List<String>> ways, String spec, List<String> options) {
        try (Serve one = node(spec, options);
                Serve other = node(spec, options)) {
            ways.forEach((mechanism, clients) -> {
                Path session = directory.resolve(mechanism);
                connect(one, clients, session);
                assertThat(one.next(1))
                        .as(mechanism)
                        .extracting(Handshake::how)
                        .containsExactly("full none no_session_offered");
                connect(other, clients, session);
                connect(one, clients, session);
                for (Serve node : List.of(other, one)) {
                    assertThat(node.next(1))
                            .extracting(Handshake::how)
                            .containsExactly("resumed " + mechanism + " resumed");
                }
            });
        }
    }

    /** The nodes have put sessions and keys there; whoever reads it finds no name, no certificate and no secret. */
    private void assertTellsNothing(List<byte[]> dump) throws Exception {
        assertThat(dump).hasSizeGreaterThan(4);
        List<byte[]> secrets = List.of(
                "localhost".getBytes(StandardCharsets.US_ASCII),
                "Interop".getBytes(StandardCharsets.US_ASCII),
                "http/1.1".getBytes(StandardCharsets.US_ASCII),
                Files.readString(directory.resolve("secret"))
                        .strip()
                        .substring(20)
                        .getBytes(StandardCharsets.US_ASCII));
        for (byte[] value : dump) {
            String text = new String(value, StandardCharsets.ISO_8859_1);
            for (byte[] secret : secrets) {
                assertThat(text).doesNotContain(new String(secret, StandardCharsets.ISO_8859_1));
            }
        }
    }
}
