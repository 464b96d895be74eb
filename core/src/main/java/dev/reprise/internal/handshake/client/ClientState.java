package dev.reprise.internal.handshake.client;

import dev.reprise.internal.handshake.HandshakeState;

/** A state of a client's handshake. */
public sealed interface ClientState extends HandshakeState
        permits ExpectServerHello,
                ExpectEncryptedExtensions,
                ExpectCertificateOrRequest,
                ExpectCertificate,
                ExpectCertificateVerify,
                ExpectServerFinished {}
