package dev.reprise.internal.settings;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.KeyLog;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.session.Side;
import java.security.AlgorithmConstraints;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes what is set and gives {@link Settings}; what is not set is at its default, which stands here. */
public final class SettingsBuilder {
    private List<Integer> versions;
    private List<CipherSuite> suites;
    private List<NamedGroup> groups;
    private List<SignatureScheme> signatureSchemes;
    private List<String> applicationProtocols;
    private boolean serverOrder;
    private int recordSizeLimit;
    private boolean compatibilityMode;
    private Identities identities;
    private Trust trust;
    private Stapling stapling;
    private ClientAuthentication clientAuthentication;
    private @Nullable String endpointIdentification;
    private @Nullable AlgorithmConstraints algorithmConstraints;
    private @Nullable String context;
    private @Nullable String trustPolicy;
    private Revalidation revalidation;
    private PskKe pskKe;
    private boolean sessionCreation;
    private ServerSources server;
    private ClientSources client;
    private InstantSource clock;
    private SecureRandom random;
    private KeyLog keyLog;
    private List<Consumer<HandshakeReport>> listeners;
    private Map<Side, SideChoice> sides;

    /** With the defaults. */
    public SettingsBuilder() {
        versions = Settings.supportedVersions();
        suites = Settings.supportedSuites();
        groups = NamedGroup.defaults();
        signatureSchemes = SignatureScheme.defaults();
        applicationProtocols = List.of();
        serverOrder = true;
        recordSizeLimit = EndpointConfig.MAX_PLAINTEXT;
        compatibilityMode = true;
        identities = Identities.none();
        trust = Trust.ofJdk(SystemSettings.namesTrustStore());
        stapling = Stapling.DEFAULT;
        clientAuthentication = ClientAuthentication.NONE;
        revalidation = Revalidation.EXPIRY;
        pskKe = PskKe.OFF;
        sessionCreation = true;
        server = ServerSources.DEFAULT;
        client = ClientSources.DEFAULT;
        clock = InstantSource.system();
        random = Defaults.RANDOM;
        keyLog = KeyLog.OFF;
        listeners = List.of();
        sides = Map.of();
    }

    SettingsBuilder(Settings from) {
        versions = from.versions();
        suites = from.suites();
        groups = from.groups();
        signatureSchemes = from.signatureSchemes();
        applicationProtocols = from.applicationProtocols();
        serverOrder = from.serverOrder();
        recordSizeLimit = from.recordSizeLimit();
        compatibilityMode = from.compatibilityMode();
        identities = from.identities();
        trust = from.trust();
        stapling = from.stapling();
        clientAuthentication = from.clientAuthentication();
        endpointIdentification = from.endpointIdentification();
        algorithmConstraints = from.algorithmConstraints();
        context = from.context();
        trustPolicy = from.trustPolicy();
        revalidation = from.revalidation();
        pskKe = from.pskKe();
        sessionCreation = from.sessionCreation();
        server = from.server();
        client = from.client();
        clock = from.clock();
        random = from.random();
        keyLog = from.keyLog();
        listeners = from.listeners();
        sides = from.sides();
    }

    /** One source of randomness for all contexts that bring none: seeding one takes time. */
    private static final class Defaults {
        static final SecureRandom RANDOM = new SecureRandom();
    }

    public SettingsBuilder versions(List<Integer> value) {
        versions = value;
        return this;
    }

    public SettingsBuilder suites(List<CipherSuite> value) {
        suites = value;
        return this;
    }

    public SettingsBuilder groups(List<NamedGroup> value) {
        groups = value;
        return this;
    }

    public SettingsBuilder signatureSchemes(List<SignatureScheme> value) {
        signatureSchemes = value;
        return this;
    }

    public SettingsBuilder applicationProtocols(List<String> value) {
        applicationProtocols = value;
        return this;
    }

    public SettingsBuilder serverOrder(boolean value) {
        serverOrder = value;
        return this;
    }

    public SettingsBuilder recordSizeLimit(int value) {
        recordSizeLimit = value;
        return this;
    }

    public SettingsBuilder compatibilityMode(boolean value) {
        compatibilityMode = value;
        return this;
    }

    public SettingsBuilder identities(Identities value) {
        identities = value;
        return this;
    }

    public SettingsBuilder trust(Trust value) {
        trust = value;
        return this;
    }

    public SettingsBuilder stapling(Stapling value) {
        stapling = value;
        return this;
    }

    public SettingsBuilder clientAuthentication(ClientAuthentication value) {
        clientAuthentication = value;
        return this;
    }

    public SettingsBuilder endpointIdentification(@Nullable String value) {
        endpointIdentification = value;
        return this;
    }

    public SettingsBuilder algorithmConstraints(@Nullable AlgorithmConstraints value) {
        algorithmConstraints = value;
        return this;
    }

    public SettingsBuilder context(@Nullable String value) {
        context = value;
        return this;
    }

    public SettingsBuilder trustPolicy(@Nullable String value) {
        trustPolicy = value;
        return this;
    }

    public SettingsBuilder revalidation(Revalidation value) {
        revalidation = value;
        return this;
    }

    public SettingsBuilder pskKe(PskKe value) {
        pskKe = value;
        return this;
    }

    public SettingsBuilder sessionCreation(boolean value) {
        sessionCreation = value;
        return this;
    }

    public SettingsBuilder server(ServerSources value) {
        server = value;
        return this;
    }

    public SettingsBuilder client(ClientSources value) {
        client = value;
        return this;
    }

    public SettingsBuilder clock(InstantSource value) {
        clock = value;
        return this;
    }

    public SettingsBuilder random(SecureRandom value) {
        random = value;
        return this;
    }

    public SettingsBuilder keyLog(KeyLog value) {
        keyLog = value;
        return this;
    }

    public SettingsBuilder listeners(List<Consumer<HandshakeReport>> value) {
        listeners = value;
        return this;
    }

    public SettingsBuilder sides(Map<Side, SideChoice> value) {
        sides = value;
        return this;
    }

    /** These versions and no others, whatever one side was to enable. */
    public SettingsBuilder versionsOfBothSides(List<Integer> value) {
        Map<Side, SideChoice> others = new EnumMap<>(Side.class);
        sides.forEach(
                (side, choice) -> others.put(side, new SideChoice(value, choice.suites(), choice.signatureSchemes())));
        sides = others;
        return versions(value);
    }

    public Settings build() {
        return new Settings(
                versions,
                suites,
                groups,
                signatureSchemes,
                applicationProtocols,
                serverOrder,
                recordSizeLimit,
                compatibilityMode,
                identities,
                trust,
                stapling,
                clientAuthentication,
                endpointIdentification,
                algorithmConstraints,
                context,
                trustPolicy,
                revalidation,
                pskKe,
                sessionCreation,
                server,
                client,
                clock,
                random,
                keyLog,
                listeners,
                sides);
    }
}
