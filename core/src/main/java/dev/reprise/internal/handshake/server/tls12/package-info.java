/**
 * A server's states in TLS 1.2, in the order of the handshake (RFC 5246 section 7.3, RFC 5077 section 3).
 *
 * <pre>
 *   Tls12Negotiation
 *        |  full                              |  resumed
 *   Tls12ServerFlight.full               Tls12ServerFlight.resumed
 *   [ExpectTls12ClientCertificate]            |
 *   ExpectClientKeyExchange                   |
 *   [ExpectTls12ClientCertificateVerify]      |
 *        +---------------- ExpectClientChangeCipherSpec
 *                          ExpectTls12ClientFinished
 *                                     |
 *                              Tls12ServerConnected
 * </pre>
 */
@NullMarked
package dev.reprise.internal.handshake.server.tls12;

import org.jspecify.annotations.NullMarked;
