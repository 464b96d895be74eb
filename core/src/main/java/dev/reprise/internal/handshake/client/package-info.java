/**
 * A client's states, in the order of the handshake (RFC 9846, section 2 and appendix A.1).
 *
 * <pre>
 *   ClientHandshake: what to offer, the ClientHello
 *        |
 *   ExpectServerHello --(HelloRetryRequest: once)--> ExpectServerHello
 *        |
 *   ExpectEncryptedExtensions --------------+
 *        |  full                            |  resumed
 *   ExpectCertificateOrRequest              |
 *   ExpectCertificate                       |
 *   ExpectCertificateVerify                 |
 *        +------------------> ExpectServerFinished --> Connected
 * </pre>
 */
@NullMarked
package dev.reprise.internal.handshake.client;

import org.jspecify.annotations.NullMarked;
