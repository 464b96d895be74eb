package dev.reprise.interop.frameworks;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.interop.Handshake;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.RepriseCli;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link VisitorMain} that runs until it is closed. */
final class Visitor implements AutoCloseable {
    private final PeerProcess process =
            PeerProcess.start("visitor", RepriseCli.java(List.of(), VisitorMain.class, List.of()));
    private int visits;

    /** One connection of a new client, with whatever sessions the directory holds. */
    Visited visit(FrameworkClient client, String protocol, int port, Path sessions, @Nullable Credential identity) {
        List<String> how = new ArrayList<>(List.of(
                client.name(),
                protocol,
                Integer.toString(port),
                Certificates.authority().toString(),
                sessions.toString()));
        if (identity != null) {
            how.add(identity.certificate().toString());
            how.add(identity.key().toString());
        }
        process.send(String.join(" ", how) + "\n");
        Handshake handshake = process.await("a visit by " + client, lines -> {
            List<Handshake> all = RepriseCli.handshakes(lines);
            return all.size() > visits ? Optional.of(all.get(visits)) : Optional.empty();
        });
        visits++;
        return new Visited(handshake, process.toString());
    }

    @Override
    public void close() {
        process.close();
    }
}
