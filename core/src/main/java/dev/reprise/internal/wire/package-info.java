/**
 * The presentation language of TLS (RFC 9846 section 3): numbers, vectors and what may go wrong with them.
 *
 * <p>Bytes from the peer are read through {@link dev.reprise.internal.wire.WireReader}, which never reads past what it was
 * given and answers every disagreement with a {@link dev.reprise.internal.wire.DecodeFault}; bytes for the peer are written
 * through {@link dev.reprise.internal.wire.WireWriter}. {@link dev.reprise.internal.wire.TlsFault} is what ends a
 * connection anywhere in the house.
 */
@NullMarked
package dev.reprise.internal.wire;

import org.jspecify.annotations.NullMarked;
