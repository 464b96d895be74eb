package dev.reprise.internal.settings;

import static java.lang.System.Logger.Level.WARNING;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.KeySchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The switches of the JDK's own provider that have a meaning here: a program that moves from it keeps what it was told. They come after
 * everything that is said to this library itself. As with the JDK, a value that cannot be understood has no effect; it is warned about once.
 *
 * <p>Not among them: {@code jdk.tls.useExtendedMasterSecret}, {@code jdk.tls.allowLegacyResumption} and the like, which would make a session weaker; {@code
 * jdk.tls.client.enableSessionTicketExtension}, which is about a client's TLS 1.2 alone.
 */
final class JdkSwitches {
    private static final System.Logger LOG = System.getLogger("dev.reprise.handshake");
    private static final Set<String> COMPLAINED = ConcurrentHashMap.newKeySet();

    /** With less, a week's sessions could need more keys than a {@link KeySchedule} has. */
    private static final Duration SHORTEST_ROTATE = Duration.ofMinutes(1);

    private final Properties properties;

    JdkSwitches(Properties properties) {
        this.properties = properties;
    }

    /** Whether a server's clients may carry its sessions in tickets. */
    boolean serverTickets() {
        return flag("jdk.tls.server.enableSessionTicketExtension", true);
    }

    /** Tickets after a handshake. */
    int ticketCount(int byDefault) {
        return get("jdk.tls.server.newSessionTicketCount", JdkSwitches::ticketCount, byDefault);
    }

    private static int ticketCount(String text) {
        int count = Integer.parseInt(text);
        if (count < 0 || count > ServerConfig.MAX_TICKETS) {
            throw new IllegalArgumentException("expected 0 to " + ServerConfig.MAX_TICKETS);
        }
        return count;
    }

    /** How long a server's session may be resumed. As in JSSE, 0 stands for the longest there is, and more is cut to that. */
    Duration lifetime(Duration byDefault) {
        return get("jdk.tls.server.sessionTicketTimeout", JdkSwitches::lifetime, byDefault);
    }

    private static Duration lifetime(String text) {
        Duration lifetime = seconds(text);
        return lifetime.isZero() || lifetime.compareTo(KeySchedule.LONGEST) > 0 ? KeySchedule.LONGEST : lifetime;
    }

    /** How long one ticket key seals. */
    Duration rotate(Duration byDefault) {
        return get("jdk.tls.server.statelessKeyTimeout", JdkSwitches::rotate, byDefault);
    }

    private static Duration rotate(String text) {
        Duration rotate = seconds(text);
        if (rotate.compareTo(SHORTEST_ROTATE) < 0) {
            throw new IllegalArgumentException("expected at least " + SHORTEST_ROTATE.toSeconds() + " seconds");
        }
        return KeySchedule.check("rotate", rotate);
    }

    private static Duration seconds(String text) {
        long seconds = Long.parseLong(text);
        if (seconds < 0) {
            throw new IllegalArgumentException("expected seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    /** Whether clients ask servers for OCSP responses. */
    boolean asksForStatus() {
        return flag("jdk.tls.client.enableStatusRequestExtension", true);
    }

    /** Nothing, which is said where the JDK's provider would fetch responses from the authority: this library calls nobody. */
    Stapling.@Nullable Source noResponses() {
        String name = "jdk.tls.server.enableStatusRequestExtension";
        if (flag(name, false) && COMPLAINED.add(name)) {
            LOG.log(
                    WARNING,
                    () -> "the system property " + name + " has no effect: OCSP responses are not fetched here; name"
                            + " a file by dev.reprise.ocspResponse, or give them to ServerBuilder.ocspResponses");
        }
        return null;
    }

    /** Whether clients look like TLS 1.2 to middleboxes. */
    boolean compatibilityMode() {
        return flag("jdk.tls.client.useCompatibilityMode", true);
    }

    /** The groups in order of preference, those that are not known here left out; null if that is not said, or leaves none. */
    @Nullable
    List<NamedGroup> groups() {
        return get("jdk.tls.namedGroups", JdkSwitches::groups, null);
    }

    private static List<NamedGroup> groups(String text) {
        List<NamedGroup> known = new ArrayList<>();
        for (String name : text.split(",")) {
            NamedGroup.defaults().stream()
                    .filter(group -> group.name().equalsIgnoreCase(name.strip()))
                    .forEach(known::add);
        }
        if (known.isEmpty()) {
            throw new IllegalArgumentException("expected at least one of " + NamedGroup.defaults());
        }
        return known;
    }

    /**
     * What one side enables, as far as it is said: {@code jdk.tls.client.protocols} and the like. Names that are not known here are left out, such as
     * those of older protocols.
     *
     * @param side {@code client} or {@code server}
     * @param suitesToo whether cipher suites are looked at: not if this library was told itself
     */
    SideChoice side(String side, boolean suitesToo) {
        return new SideChoice(
                known("jdk.tls." + side + ".protocols", Settings.supportedVersions(), ProtocolVersion::name),
                suitesToo
                        ? known("jdk.tls." + side + ".cipherSuites", Settings.supportedSuites(), CipherSuite::name)
                        : null,
                known("jdk.tls." + side + ".SignatureSchemes", SignatureScheme.defaults(), SignatureScheme::name));
    }

    private <T> @Nullable List<T> known(String property, List<T> all, Function<T, String> name) {
        return get(
                property,
                text -> {
                    List<T> known = new ArrayList<>();
                    for (String written : text.replace("\"", "").split(",")) {
                        all.stream()
                                .filter(each -> name.apply(each).equalsIgnoreCase(written.strip()))
                                .filter(each -> !known.contains(each))
                                .forEach(known::add);
                    }
                    if (known.isEmpty()) {
                        throw new IllegalArgumentException("expected at least one of "
                                + all.stream().map(name).toList());
                    }
                    return known;
                },
                null);
    }

    private boolean flag(String name, boolean byDefault) {
        return get(
                name,
                text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("expected true or false");
                },
                byDefault);
    }

    private <T extends @Nullable Object> T get(String name, Function<String, ? extends T> parser, T byDefault) {
        String text = properties.getProperty(name);
        if (text == null || text.isBlank()) {
            return byDefault;
        }
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            if (COMPLAINED.add(name)) {
                LOG.log(
                        WARNING,
                        () -> "the system property " + name + " is \"" + text + "\", which has no effect: "
                                + e.getMessage());
            }
            return byDefault;
        }
    }
}
