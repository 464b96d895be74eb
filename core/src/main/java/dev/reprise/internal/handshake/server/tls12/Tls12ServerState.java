package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.handshake.HandshakeState;

/** A state of a server's TLS 1.2 handshake. */
public sealed interface Tls12ServerState extends HandshakeState
        permits ExpectTls12ClientCertificate,
                ExpectClientKeyExchange,
                ExpectTls12ClientCertificateVerify,
                ExpectClientChangeCipherSpec,
                ExpectTls12ClientFinished,
                Tls12ServerConnected {}
