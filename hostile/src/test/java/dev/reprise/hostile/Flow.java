package dev.reprise.hostile;

import de.rub.nds.tlsattacker.core.config.Config;
import de.rub.nds.tlsattacker.core.constants.NamedGroup;
import de.rub.nds.tlsattacker.core.protocol.message.CertificateMessage;
import de.rub.nds.tlsattacker.core.protocol.message.CertificateRequestMessage;
import de.rub.nds.tlsattacker.core.protocol.message.CertificateVerifyMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ChangeCipherSpecMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ECDHClientKeyExchangeMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ECDHEServerKeyExchangeMessage;
import de.rub.nds.tlsattacker.core.protocol.message.EncryptedExtensionsMessage;
import de.rub.nds.tlsattacker.core.protocol.message.FinishedMessage;
import de.rub.nds.tlsattacker.core.protocol.message.NewSessionTicketMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ServerHelloDoneMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ServerHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.PreSharedKeyExtensionMessage;
import dev.reprise.session.Mechanism;
import java.util.ArrayList;
import java.util.List;

/** The handshakes there are, and what TLS-Attacker has to say in each, as client and as server. */
enum Flow {
    FULL_12("TLS 1.2 in full", false, Mechanism.NONE, false, false),
    AUTHENTICATED_12("TLS 1.2 with a client's certificate", false, Mechanism.NONE, true, false),
    SESSION_ID_12("TLS 1.2 resumed by session ID", false, Mechanism.SESSION_ID, false, false),
    TICKET_12("TLS 1.2 resumed by ticket", false, Mechanism.TICKET, false, false),
    FULL_13("TLS 1.3 in full", true, Mechanism.NONE, false, false),
    AUTHENTICATED_13("TLS 1.3 with a client's certificate", true, Mechanism.NONE, true, false),
    RETRIED_13("TLS 1.3 retried", true, Mechanism.NONE, false, true),
    STATELESS_13("TLS 1.3 resumed by stateless ticket", true, Mechanism.PSK_STATELESS, false, false),
    STORED_13("TLS 1.3 resumed by stored ticket", true, Mechanism.PSK_STORED, false, false),
    RETRIED_STATELESS_13("TLS 1.3 retried and resumed", true, Mechanism.PSK_STATELESS, false, true);

    private final String words;
    final boolean tls13;
    final Mechanism mechanism;
    final boolean authenticated;
    final boolean retried;

    Flow(String words, boolean tls13, Mechanism mechanism, boolean authenticated, boolean retried) {
        this.words = words;
        this.tls13 = tls13;
        this.mechanism = mechanism;
        this.authenticated = authenticated;
        this.retried = retried;
    }

    boolean resumes() {
        return mechanism != Mechanism.NONE;
    }

    /** The flow that a session for this one comes from. */
    Flow first() {
        if (retried) {
            return RETRIED_13;
        }
        return tls13 ? FULL_13 : FULL_12;
    }

    Config settings() {
        Config config = tls13 ? Settings.tls13() : Settings.tls12();
        config.setClientAuthentication(authenticated);
        config.setAddSessionTicketTLSExtension(mechanism == Mechanism.TICKET);
        if (retried) {
            config.setDefaultClientNamedGroups(NamedGroup.SECP521R1, NamedGroup.SECP256R1);
        }
        return config;
    }

    // ---------------------------------------------------------------- TLS-Attacker as client

    List<Line> clientLines(Config config) {
        List<Line> lines = new ArrayList<>();
        if (tls13) {
            if (retried) {
                lines.add(Line.of(() -> firstHello(config))
                        .named("first ClientHello")
                        .then(new ServerHelloMessage()));
                lines.add(
                        new Line("second ClientHello", () -> secondHello(config), new FinishedMessage(), false, true));
            } else {
                lines.add(Line.of(() -> new ClientHelloMessage(config))
                        .then(new FinishedMessage())
                        .beforeNewKeys());
            }
            if (authenticated) {
                lines.add(Line.of(CertificateMessage::new).underKeys());
                lines.add(Line.of(CertificateVerifyMessage::new).underKeys());
            }
            lines.add(Line.of(FinishedMessage::new).underKeys().beforeNewKeys().then(new NewSessionTicketMessage()));
            return lines;
        }
        if (resumes()) {
            lines.add(Line.of(() -> new ClientHelloMessage(config)).then(new FinishedMessage()));
        } else {
            lines.add(Line.of(() -> new ClientHelloMessage(config)).then(new ServerHelloDoneMessage()));
            if (authenticated) {
                lines.add(Line.of(CertificateMessage::new));
            }
            lines.add(
                    authenticated
                            ? Line.of(ECDHClientKeyExchangeMessage::new)
                            : Line.of(ECDHClientKeyExchangeMessage::new).beforeNewKeys());
            if (authenticated) {
                lines.add(Line.of(CertificateVerifyMessage::new).beforeNewKeys());
            }
        }
        lines.add(Line.of(ChangeCipherSpecMessage::new).beforeNewKeys());
        Line finished = Line.of(FinishedMessage::new).underKeys();
        lines.add(resumes() ? finished : finished.then(new FinishedMessage()));
        return lines;
    }

    /** A hello with no share of a group that our server takes. */
    static ClientHelloMessage firstHello(Config config) {
        config.setDefaultClientKeyShareNamedGroups(NamedGroup.SECP521R1);
        return new ClientHelloMessage(config);
    }

    /** The share that was asked for, in place of the one that was sent. */
    static ClientHelloMessage secondHello(Config config) {
        config.setDefaultClientKeyShareNamedGroups(NamedGroup.SECP256R1);
        return new ClientHelloMessage(config);
    }

    // ---------------------------------------------------------------- TLS-Attacker as server, after a ClientHello

    List<Line> serverLines(Config config) {
        List<Line> lines = new ArrayList<>();
        if (tls13) {
            if (retried) {
                lines.add(Line.of(() -> retryRequest(config))
                        .named("HelloRetryRequest")
                        .then(new ClientHelloMessage()));
            }
            lines.add(Line.of(() -> new ServerHelloMessage(config)).beforeNewKeys());
            lines.add(Line.of(() -> new EncryptedExtensionsMessage(config)).underKeys());
            if (!resumes()) {
                if (authenticated) {
                    lines.add(
                            Line.of(() -> new CertificateRequestMessage(config)).underKeys());
                }
                lines.add(Line.of(CertificateMessage::new).underKeys());
                lines.add(Line.of(CertificateVerifyMessage::new).underKeys());
            }
            lines.add(Line.of(FinishedMessage::new).underKeys().beforeNewKeys().then(new FinishedMessage()));
            return lines;
        }
        boolean ticket = mechanism == Mechanism.TICKET;
        lines.add(Line.of(() -> new ServerHelloMessage(config)));
        if (resumes()) {
            if (ticket) {
                lines.add(Line.of(NewSessionTicketMessage::new).beforeNewKeys());
            }
            lines.add(Line.of(ChangeCipherSpecMessage::new).beforeNewKeys());
            lines.add(Line.of(FinishedMessage::new).underKeys().then(new FinishedMessage()));
            return lines;
        }
        lines.add(Line.of(CertificateMessage::new));
        lines.add(Line.of(ECDHEServerKeyExchangeMessage::new));
        if (authenticated) {
            lines.add(Line.of(() -> new CertificateRequestMessage(config)));
        }
        lines.add(Line.of(ServerHelloDoneMessage::new).then(new FinishedMessage()));
        if (config.isAddSessionTicketTLSExtension()) {
            lines.add(Line.of(NewSessionTicketMessage::new).beforeNewKeys());
        }
        lines.add(Line.of(ChangeCipherSpecMessage::new).beforeNewKeys());
        lines.add(Line.of(FinishedMessage::new).underKeys());
        return lines;
    }

    /** A HelloRetryRequest, which never says which session is resumed. */
    static ServerHelloMessage retryRequest(Config config) {
        ServerHelloMessage request = new ServerHelloMessage(config, true);
        request.getExtensions().removeIf(PreSharedKeyExtensionMessage.class::isInstance);
        return request;
    }

    @Override
    public String toString() {
        return words;
    }
}
