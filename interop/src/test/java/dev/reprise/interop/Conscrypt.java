package dev.reprise.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.conscrypt.OpenSSLProvider;

/** Conscrypt, which is BoringSSL behind JSSE, in a JVM of its own: {@link JdkPeer} with another provider. */
final class Conscrypt extends Program {
    Conscrypt() {
        super("conscrypt");
    }

    /** It comes with the build. */
    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public Map<Ability, String> unable() {
        return Map.of(
                Ability.GROUPS, "it has no setting for them",
                Ability.TLS13_SUITES, "BoringSSL chooses the suites of TLS 1.3 itself",
                Ability.ED25519, "it knows no such keys",
                Ability.SAVED_SESSION, "JSSE hands out no bytes of a session");
    }

    @Override
    boolean serverTellsResumption() {
        return false;
    }

    /** A server looks for its clients' names inside the JDK's InetAddress. */
    @Override
    List<String> command() {
        List<Path> classPath = List.of(Machine.testClasses(), Machine.placeOf(OpenSSLProvider.class));
        return Jdk.command(
                Jdk.own(), classPath, "--add-opens=java.base/java.net=ALL-UNNAMED", "-Dinterop.conscrypt=true");
    }
}
