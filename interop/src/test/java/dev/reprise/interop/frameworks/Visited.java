package dev.reprise.interop.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.interop.Handshake;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.RepriseCli;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One {@link VisitorMain}, ended. */
record Visited(Handshake handshake, PeerProcess.Ended ended) {
    static Visited by(FrameworkClient client, String protocol, int port, Path sessions, @Nullable Credential identity) {
        List<String> arguments = new ArrayList<>(List.of(
                client.name(),
                protocol,
                Integer.toString(port),
                Certificates.authority().toString(),
                sessions.toString()));
        if (identity != null) {
            arguments.add(identity.certificate().toString());
            arguments.add(identity.key().toString());
        }
        PeerProcess.Ended ended = PeerProcess.run(
                client.name(), RepriseCli.brief(List.of(), VisitorMain.class, client.name(), arguments), Map.of(), "");
        List<Handshake> handshakes = RepriseCli.handshakes(ended.output());
        assertThat(handshakes).as(ended.toString()).hasSize(1);
        return new Visited(handshakes.get(0), ended);
    }

    boolean ok() {
        return handshake.ok();
    }

    /** Asserts that it got the answer of a {@link FrameworkServer} in that protocol, over a connection that came about that way. */
    void answered(String protocol, String how) {
        came(protocol, how);
        assertThat(handshake.fields()).as(ended.toString()).containsEntry("answer", FrameworkServer.ANSWER);
    }

    /** Asserts that it got an answer in that protocol, over a connection of which the library's own objects say that it came about that way. */
    void came(String protocol, String how) {
        assertThat(handshake.fields())
                .as(ended.toString())
                .containsEntry("ok", true)
                .containsEntry("protocol", protocol)
                .containsEntry("told", true);
        assertThat(handshake.how()).as(ended.toString()).isEqualTo(how);
    }
}
