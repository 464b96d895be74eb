package dev.reprise.internal.jsse;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.settings.Settings;
import java.security.AlgorithmConstraints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * What an application sets on one connection before its handshake begins, as JSSE has it: by {@link SSLParameters} and
 * by the methods of engines and sockets. Begins with a context's settings. Not safe for several threads; its owner
 * guards it.
 */
final class ConnectionParameters {
    /** The most bytes around the content of a record: header, explicit nonce of TLS 1.2, tag. */
    private static final int AROUND_CONTENT = 5 + 8 + 16;

    private Settings defaults;
    private @Nullable List<CipherSuite> suites;
    private @Nullable List<Integer> versions;
    private ClientAuthentication clientAuthentication;
    private boolean sessionCreation;
    private @Nullable String endpointIdentification;
    private @Nullable AlgorithmConstraints algorithmConstraints;
    private @Nullable List<SNIServerName> serverNames;
    private @Nullable List<SNIMatcher> matchers;
    private boolean serverOrder;
    private boolean enableRetransmissions = true;
    private int maximumPacketSize;
    private List<String> applicationProtocols;
    private String @Nullable [] namedGroups;
    private String @Nullable [] signatureSchemes;

    ConnectionParameters(Settings settings) {
        defaults = settings;
        clientAuthentication = settings.clientAuthentication();
        sessionCreation = settings.sessionCreation();
        endpointIdentification = settings.endpointIdentification();
        algorithmConstraints = settings.algorithmConstraints();
        serverOrder = settings.serverOrder();
        applicationProtocols = settings.applicationProtocols();
    }

    /** A copy, for a socket that a server socket accepts. */
    ConnectionParameters(ConnectionParameters from) {
        defaults = from.defaults;
        suites = from.suites;
        versions = from.versions;
        clientAuthentication = from.clientAuthentication;
        sessionCreation = from.sessionCreation;
        endpointIdentification = from.endpointIdentification;
        algorithmConstraints = from.algorithmConstraints;
        serverNames = from.serverNames;
        matchers = from.matchers;
        serverOrder = from.serverOrder;
        enableRetransmissions = from.enableRetransmissions;
        maximumPacketSize = from.maximumPacketSize;
        applicationProtocols = from.applicationProtocols;
        namedGroups = from.namedGroups;
        signatureSchemes = from.signatureSchemes;
    }

    /** Takes on the defaults of the side that it turns out to be; what the application has set instead stays. */
    void defaults(Settings ofSide) {
        suites = defaults.suites().equals(suites) ? null : suites;
        versions = defaults.versions().equals(versions) ? null : versions;
        defaults = ofSide;
    }

    private List<CipherSuite> suites() {
        return suites == null ? defaults.suites() : suites;
    }

    private List<Integer> versions() {
        return versions == null ? defaults.versions() : versions;
    }

    /** A context's settings with what was set here instead. */
    Settings settings() {
        Settings settings = defaults;
        return settings.toBuilder()
                .suites(suites())
                .versions(versions())
                .clientAuthentication(clientAuthentication)
                .sessionCreation(sessionCreation)
                .endpointIdentification(endpointIdentification)
                .algorithmConstraints(algorithmConstraints)
                .serverOrder(serverOrder)
                .recordSizeLimit(recordSizeLimit(settings))
                .applicationProtocols(applicationProtocols)
                .groups(namedGroups == null ? settings.groups() : known(namedGroups, NamedGroup::forName))
                .signatureSchemes(
                        signatureSchemes == null
                                ? settings.signatureSchemes()
                                : known(signatureSchemes, SignatureScheme::forName))
                .build();
    }

    private int recordSizeLimit(Settings settings) {
        return Math.min(settings.recordSizeLimit(), largestContent());
    }

    /** What fits a record of the largest size that the application wants on the wire; as much as there can be where it did not say. Hellos are not cut, for peers that take them in one record only. */
    int largestContent() {
        return maximumPacketSize == 0
                ? EndpointConfig.MAX_PLAINTEXT
                : Math.max(64, Math.min(EndpointConfig.MAX_PLAINTEXT, maximumPacketSize - AROUND_CONTENT));
    }

    /** Names that this library does not know are left out, as JSSE says. */
    private static <T> List<T> known(String[] names, Function<String, T> forName) {
        List<T> known = new ArrayList<>();
        for (String name : names) {
            try {
                known.add(forName.apply(name));
            } catch (IllegalArgumentException unknown) {
                // JSSE: "signature schemes / named groups not supported by the provider are ignored"
            }
        }
        return known;
    }

    // ---------------------------------------------------------------- SSLParameters, whole

    SSLParameters toSslParameters() {
        SSLParameters parameters = new SSLParameters(suiteNames(suites()), protocolNames(versions()));
        if (clientAuthentication == ClientAuthentication.NEED) {
            parameters.setNeedClientAuth(true);
        } else if (clientAuthentication == ClientAuthentication.WANT) {
            parameters.setWantClientAuth(true);
        }
        parameters.setEndpointIdentificationAlgorithm(endpointIdentification);
        parameters.setAlgorithmConstraints(algorithmConstraints);
        if (serverNames != null) {
            parameters.setServerNames(serverNames);
        }
        if (matchers != null) {
            parameters.setSNIMatchers(matchers);
        }
        parameters.setUseCipherSuitesOrder(serverOrder);
        parameters.setEnableRetransmissions(enableRetransmissions);
        parameters.setMaximumPacketSize(maximumPacketSize);
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        NewerParameters.namedGroups(parameters, namedGroups);
        NewerParameters.signatureSchemes(parameters, signatureSchemes);
        return parameters;
    }

    /** @throws IllegalArgumentException for a suite or protocol that is not supported; then nothing is changed */
    void set(SSLParameters parameters) {
        List<CipherSuite> newSuites =
                parameters.getCipherSuites() == null ? suites : parseSuites(parameters.getCipherSuites());
        versions = parameters.getProtocols() == null ? versions : parseProtocols(parameters.getProtocols());
        suites = newSuites;
        clientAuthentication(
                parameters.getNeedClientAuth()
                        ? ClientAuthentication.NEED
                        : parameters.getWantClientAuth() ? ClientAuthentication.WANT : ClientAuthentication.NONE);
        // As in the JDK's provider null leaves both as they are: parameters made for something else must not switch off
        // that the peer's name is verified. An empty name does.
        if (parameters.getEndpointIdentificationAlgorithm() != null) {
            endpointIdentification = parameters.getEndpointIdentificationAlgorithm();
        }
        if (parameters.getAlgorithmConstraints() != null) {
            algorithmConstraints = parameters.getAlgorithmConstraints();
        }
        if (parameters.getServerNames() != null) {
            serverNames = List.copyOf(parameters.getServerNames());
        }
        Collection<SNIMatcher> given = parameters.getSNIMatchers();
        if (given != null) {
            matchers = List.copyOf(given);
        }
        serverOrder = parameters.getUseCipherSuitesOrder();
        enableRetransmissions = parameters.getEnableRetransmissions();
        maximumPacketSize = parameters.getMaximumPacketSize();
        applicationProtocols = List.of(parameters.getApplicationProtocols());
        namedGroups = NewerParameters.namedGroups(parameters);
        signatureSchemes = NewerParameters.signatureSchemes(parameters);
    }

    // ---------------------------------------------------------------- one by one

    String[] cipherSuites() {
        return suiteNames(suites());
    }

    void cipherSuites(String[] names) {
        suites = parseSuites(names);
    }

    String[] protocols() {
        return protocolNames(versions());
    }

    void protocols(String[] names) {
        versions = parseProtocols(names);
    }

    ClientAuthentication clientAuthentication() {
        return clientAuthentication;
    }

    /** A context that asks for certificates goes on doing so: frameworks hand in parameters that say nothing of them. */
    void clientAuthentication(ClientAuthentication mode) {
        ClientAuthentication atLeast = defaults.clientAuthentication();
        clientAuthentication = mode.compareTo(atLeast) < 0 ? atLeast : mode;
    }

    boolean sessionCreation() {
        return sessionCreation;
    }

    void sessionCreation(boolean may) {
        sessionCreation = may;
    }

    void endpointIdentification(String algorithm) {
        endpointIdentification = algorithm;
    }

    @Nullable
    String endpointIdentification() {
        return endpointIdentification;
    }

    /**
     * The host name to ask a server for: what was set, else the host that the connection goes to; null for none.
     */
    @Nullable
    String serverName(@Nullable String host) {
        if (serverNames == null) {
            return HostNames.toServerName(host);
        }
        for (SNIServerName name : serverNames) {
            if (name instanceof SNIHostName hostName) {
                return HostNames.toServerName(hostName.getAsciiName());
            }
        }
        return null;
    }

    /** Whether a name that a client asks for is served, as the matchers have it; without matchers every name is. */
    boolean serves(String name) {
        List<SNIMatcher> asked = matchers;
        if (asked == null || asked.isEmpty()) {
            return true;
        }
        SNIHostName hostName;
        try {
            hostName = new SNIHostName(name);
        } catch (IllegalArgumentException noHostName) {
            return false;
        }
        boolean any = false;
        for (SNIMatcher matcher : asked) {
            if (matcher.getType() == hostName.getType()) {
                if (matcher.matches(hostName)) {
                    return true;
                }
                any = true;
            }
        }
        return !any;
    }

    // ---------------------------------------------------------------- names

    static String[] suiteNames(List<CipherSuite> suites) {
        return suites.stream().map(CipherSuite::name).toArray(String[]::new);
    }

    static String[] protocolNames(List<Integer> versions) {
        return versions.stream().map(ProtocolVersion::name).toArray(String[]::new);
    }

    /** @throws IllegalArgumentException if a name is none, or nothing that is supported is left */
    static List<CipherSuite> parseSuites(String @Nullable [] names) {
        if (names == null) {
            throw new IllegalArgumentException("the cipher suites are null");
        }
        List<CipherSuite> supported = Settings.supportedSuites();
        return parse(
                names,
                "cipher suite",
                "setEnabledCipherSuites, SSLParameters.setCipherSuites",
                name -> supported.stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst(),
                LeftOut::suite,
                suiteNames(supported));
    }

    /** @throws IllegalArgumentException if a name is none, or nothing that is supported is left */
    static List<Integer> parseProtocols(String @Nullable [] names) {
        if (names == null) {
            throw new IllegalArgumentException("the protocols are null");
        }
        List<Integer> supported = Settings.supportedVersions();
        return parse(
                names,
                "protocol",
                "setEnabledProtocols, SSLParameters.setProtocols",
                name -> supported.stream()
                        .filter(candidate -> ProtocolVersion.name(candidate).equals(name))
                        .findFirst(),
                LeftOut::protocol,
                protocolNames(supported));
    }

    /** Programs name what the JDK's provider has; what is left out here by choice they do without, as long as something is left. */
    private static <T> List<T> parse(
            String[] names,
            String what,
            String settings,
            Function<String, Optional<T>> known,
            Predicate<String> leftOut,
            String[] supported) {
        List<T> parsed = new ArrayList<>();
        for (String name : names) {
            Optional<T> value = known.apply(name);
            if (value.isEmpty() && !leftOut.test(name)) {
                throw new IllegalArgumentException("the " + what + " " + name + " (" + settings
                        + ") is not supported: expected some of "
                        + Arrays.toString(supported));
            }
            value.filter(found -> !parsed.contains(found)).ifPresent(parsed::add);
        }
        if (parsed.isEmpty() && names.length > 0) {
            throw new IllegalArgumentException("none of the " + what + "s " + Arrays.toString(names)
                    + " (" + settings
                    + ") is supported: expected some of " + Arrays.toString(supported));
        }
        return List.copyOf(parsed);
    }
}
