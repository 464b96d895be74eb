package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.handshake.HandshakeState;

/** A state of a client's TLS 1.2 handshake. */
public sealed interface Tls12ClientState extends HandshakeState
        permits ExpectTls12Certificate,
                ExpectCertificateStatus,
                ExpectServerKeyExchange,
                ExpectRequestOrHelloDone,
                ExpectTicket,
                ExpectServerChangeCipherSpec,
                ExpectTls12ServerFinished,
                Tls12ClientConnected {}
