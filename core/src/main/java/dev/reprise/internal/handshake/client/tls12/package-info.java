/**
 * A client's states in TLS 1.2, in the order of the handshake (RFC 5246 section 7.3, RFC 5077 section 3).
 *
 * <pre>
 *   Tls12ClientHandshake: the ServerHello
 *        |  full                              |  resumed
 *   ExpectTls12Certificate                    |
 *   ExpectServerKeyExchange                   |
 *   ExpectRequestOrHelloDone                  |
 *        |                                    |
 *        +-------- [ExpectTicket] ------------+
 *                  ExpectServerChangeCipherSpec
 *                  ExpectTls12ServerFinished
 *                             |
 *                    Tls12ClientConnected
 * </pre>
 */
@NullMarked
package dev.reprise.internal.handshake.client.tls12;

import org.jspecify.annotations.NullMarked;
