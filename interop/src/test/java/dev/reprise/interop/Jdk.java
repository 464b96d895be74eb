package dev.reprise.interop;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JDK's own provider, in a JVM of that version: {@link JdkPeer}. */
final class Jdk extends Program {
    private static final List<Path> PLACES = List.of(Path.of("/usr/lib/jvm"), Path.of("/opt/java"), Path.of("/opt"));

    private final int version;
    private final @Nullable Path java;

    Jdk(int version) {
        super("jdk" + version);
        this.version = version;
        this.java = find(version).orElse(null);
    }

    @Override
    public Optional<String> missing() {
        return java != null
                ? Optional.empty()
                : Optional.of("JDK " + version + " (below one of " + PLACES + ", or JAVA" + version + "_HOME)");
    }

    @Override
    public Map<Ability, String> unable() {
        return Map.of(Ability.SAVED_SESSION, "JSSE hands out no bytes of a session");
    }

    @Override
    List<String> command() {
        return command(String.valueOf(java), List.of(Machine.testClasses()));
    }

    /** {@link JdkPeer} on that JVM: its own arguments follow. */
    static List<String> command(String java, List<Path> classPath, String... options) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
        command.addAll(List.of(options));
        String joined = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", joined, JdkPeer.class.getName()));
        return command;
    }

    /** The JVM that this is. */
    static String own() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Optional<Path> find(int version) {
        Stream<Path> named = Stream.of("JAVA" + version + "_HOME", "JAVA_HOME_" + version + "_X64")
                .map(System.getenv()::get)
                .filter(home -> home != null)
                .map(Path::of);
        Stream<Path> own = Runtime.version().feature() == version
                ? Stream.of(Path.of(System.getProperty("java.home")))
                : Stream.empty();
        Stream<Path> placed = PLACES.stream().flatMap(Jdk::children).filter(home -> isOfVersion(home, version));
        return Stream.of(named, own, placed)
                .flatMap(homes -> homes)
                .map(home -> home.resolve("bin").resolve("java"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Stream<Path> children(Path place) {
        try (Stream<Path> homes = Files.list(place)) {
            return homes.sorted().toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static boolean isOfVersion(Path home, int version) {
        try {
            return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + version + ".");
        } catch (IOException e) {
            return false;
        }
    }
}
