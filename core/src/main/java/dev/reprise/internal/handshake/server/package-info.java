/**
 * A server's states, in the order of the handshake (RFC 9846, section 2 and appendix A.2).
 *
 * <pre>
 *   ExpectClientHello --(group missing: HelloRetryRequest)--> ExpectSecondClientHello
 *        |                                                          |
 *        +----------------------- ServerFlight ---------------------+
 *                                     |
 *        (certificate asked for)      |     (resumed, or none asked for)
 *   ExpectClientCertificate           |
 *   ExpectClientCertificateVerify     |
 *        +--------------------> ExpectClientFinished --> Connected
 * </pre>
 */
@NullMarked
package dev.reprise.internal.handshake.server;

import org.jspecify.annotations.NullMarked;
