/**
 * The cryptography of the JDK as TLS needs it: registries of suites, groups and signature schemes; key exchange; HKDF and
 * the key schedule of TLS 1.3 (RFC 9846 section 7); the transcript hash; record protection; and
 * {@link dev.reprise.internal.crypto.Secret}, the one kind of holder a key lives in.
 *
 * <p>No algorithm is implemented here, and no provider is named: whatever providers are installed do the work, in their
 * order.
 */
@NullMarked
package dev.reprise.internal.crypto;

import org.jspecify.annotations.NullMarked;
