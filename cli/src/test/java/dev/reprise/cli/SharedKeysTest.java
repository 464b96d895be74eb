package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes and an operator whose SPEC names the register and the store of another module. */
class SharedKeysTest {
    @TempDir
    private Path directory;

    private String shelf = "";
    private String secret = "";

    @BeforeEach
    void makeASecret() throws IOException {
        shelf = "shelf:" + Files.createDirectory(directory.resolve("shelf"));
        secret = directory.resolve("secret").toString();
        done("keys", "new-secret", secret);
        TestIdentity identity = TestIdentity.make();
        Files.writeString(directory.resolve("cert.pem"), identity.certificatePem());
        Files.writeString(directory.resolve("key.pem"), identity.keyPem());
    }

    private static CommandRun done(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.status()).as(run.toString()).isZero();
        return run;
    }

    private Serving node(int port, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--secret", secret, "--cert", certificate(), "--key", key()));
        return Serving.onceOn(port, 1, all.toArray(String[]::new));
    }

    private Serving node(String... options) {
        return node(0, options);
    }

    /** Another at the address of the first, which its client comes back to. */
    private Serving next(Serving first, String... options) {
        assertThat(first.status()).as(first.errors()).isZero();
        return node(first.port(), options);
    }

    private String certificate() {
        return directory.resolve("cert.pem").toString();
    }

    private String key() {
        return directory.resolve("key.pem").toString();
    }

    private void connect(Serving node) {
        String session = directory.resolve("session").toString();
        done("connect", node.address(), "--ca", certificate(), "--session", session, "--get", "/");
    }

    private static List<String> names(CommandRun run) {
        return Pattern.compile("\"name\":\"([0-9a-f]{32})\"")
                .matcher(run.out())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private CommandRun show() {
        return done("keys", "show", shelf, "--secret", secret, "--json");
    }

    @Test
    void areThoseOfTheNodeThatWasFirst() {
        Serving one = node("--ticket-keys", shelf);
        CommandRun keys = show();
        assertThat(keys.onlyLine()).containsEntry("source", shelf).containsEntry("forward_secrecy", true);
        assertThat(names(keys)).hasSize(1);
        connect(one);
        assertThat(one.line()).containsEntry("kind", "full");

        Serving two = next(one, "--ticket-keys", shelf);
        assertThat(names(show())).isEqualTo(names(keys));
        connect(two);
        assertThat(two.line()).containsEntry("reason", "resumed");
    }

    @Test
    void areAnnouncedWhenAnOperatorTurnsThem() {
        Serving node = node("--ticket-keys", shelf);
        List<String> before = names(show());

        CommandRun run = done("keys", "rotate", shelf, "--secret", secret, "--json");

        assertThat(run.onlyLine()).containsEntry("event", "rotated").containsEntry("revoked", false);
        assertThat(run.out()).contains("\"use\":\"seals\"", "\"use\":\"announced\"");
        assertThat(names(run)).hasSize(2).containsAll(before);
        connect(node);
        assertThat(node.line()).containsEntry("kind", "full");
    }

    @Test
    void openNothingAnyMoreOnceTheyAreRevoked() {
        Serving one = node("--ticket-keys", shelf);
        connect(one);
        assertThat(one.line()).containsEntry("kind", "full");
        List<String> before = names(show());

        CommandRun run = done("keys", "rotate", shelf, "--secret", secret, "--revoke", "--json");

        assertThat(names(run)).hasSize(1).doesNotContainAnyElementsOf(before).isEqualTo(names(show()));
        Serving two = next(one, "--ticket-keys", shelf);
        connect(two);
        assertThat(two.line()).containsEntry("reason", "unknown_ticket_key");
    }

    @Test
    void areNotShownToWhoeverHasAnotherSecret() throws IOException {
        Serving node = node("--ticket-keys", shelf);
        String other = directory.resolve("other").toString();
        done("keys", "new-secret", other);

        CommandRun run = CommandRun.of("keys", "show", shelf, "--secret", other);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("wrapped under a secret").hasLineCount(1);
        connect(node);
        assertThat(node.line()).containsEntry("kind", "full");
    }

    @Test
    void areNotMadeByLooking() {
        CommandRun run = show();
        assertThat(names(run)).isEmpty();
        assertThat(directory.resolve("shelf").resolve("keys")).doesNotExist();
        CommandRun rotating = CommandRun.of("keys", "rotate", shelf, "--secret", secret);
        assertThat(rotating.status()).isEqualTo(2);
        assertThat(rotating.err()).contains("no key in it yet");
    }

    @Test
    void needASecret() {
        for (List<String> command : List.of(
                List.of("serve", "0", "--ticket-keys", shelf),
                List.of("serve", "0", "--store", shelf),
                List.of("keys", "show", shelf),
                List.of("keys", "rotate", shelf))) {
            CommandRun run = CommandRun.of(command.toArray(String[]::new));
            assertThat(run.status()).as("%s", command).isEqualTo(2);
            assertThat(run.err()).contains("needs --secret FILE").hasLineCount(1);
        }
    }

    @Test
    void areSharedLikeSessionsInTheStore() {
        String[] options = {"--store", shelf, "--tls13-tickets", "stored"};
        Serving one = node(options);
        connect(one);
        @Nullable Object mechanism = one.line().get("mechanism");
        assertThat(mechanism).isEqualTo("none");

        Serving two = next(one, options);
        connect(two);
        assertThat(two.line()).containsEntry("reason", "resumed").containsEntry("mechanism", "psk_stored");
    }
}
