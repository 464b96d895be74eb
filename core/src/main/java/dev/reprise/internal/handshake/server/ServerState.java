package dev.reprise.internal.handshake.server;

import dev.reprise.internal.handshake.HandshakeState;

/** A state of a server's handshake. */
public sealed interface ServerState extends HandshakeState
        permits ExpectClientHello,
                ExpectSecondClientHello,
                ExpectClientCertificate,
                ExpectClientCertificateVerify,
                ExpectClientFinished {}
