package dev.reprise.internal.engine;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.session.Mechanism;
import java.util.List;

/** The ways in which a session gets from one connection to the next. There is one decision, so every rule is shown for each of them. */
enum Carrier {
    /** TLS 1.2: the server's store has the session, the client its ID. */
    SESSION_ID(ProtocolVersion.TLS12, Mechanism.SESSION_ID, Mechanism.SESSION_ID),
    /** TLS 1.2: the client has it, sealed (RFC 5077). */
    TICKET(ProtocolVersion.TLS12, Mechanism.TICKET, Mechanism.TICKET),
    /** TLS 1.3: the client has it, sealed. */
    STATELESS(ProtocolVersion.TLS13, Mechanism.PSK_STATELESS, Mechanism.PSK),
    /** TLS 1.3: the server's store has it, for one use, the client a reference. */
    STORED(ProtocolVersion.TLS13, Mechanism.PSK_STORED, Mechanism.PSK);

    final int version;
    /** How a server names it, and how a client, who knows less. */
    final Mechanism onServer;

    final Mechanism onClient;

    Carrier(int version, Mechanism onServer, Mechanism onClient) {
        this.version = version;
        this.onServer = onServer;
        this.onClient = onClient;
    }

    /** From now on both ends have no other way. */
    void between(Endpoints ends) {
        ends.serverVersions = List.of(version);
        ends.clientVersions = List.of(version);
        ends.takeTickets = this != SESSION_ID;
        ends.mode = this == STORED ? TicketMode.STORED : TicketMode.STATELESS;
    }

    boolean isTls12() {
        return version == ProtocolVersion.TLS12;
    }

    /** Whether the session is in the server's store. */
    boolean isStored() {
        return this == SESSION_ID || this == STORED;
    }

    /** Whether the client has the session, sealed by a ticket key. */
    boolean isSealed() {
        return !isStored();
    }

    /** Whether a session is good for one resumption only. */
    boolean servesOnce() {
        return this == STORED;
    }

    /** A suite for it, its certificate one of elliptic curves. */
    CipherSuite suite() {
        return isTls12() ? CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 : CipherSuite.TLS_AES_128_GCM_SHA256;
    }

    CipherSuite suiteOfTheSameHash() {
        return isTls12()
                ? CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
                : CipherSuite.TLS_CHACHA20_POLY1305_SHA256;
    }

    CipherSuite suiteOfAnotherHash() {
        return isTls12() ? CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 : CipherSuite.TLS_AES_256_GCM_SHA384;
    }
}
