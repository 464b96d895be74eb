/**
 * Reprise against TLS implementations that are not ours, each in a process of its own.
 *
 * <p>Every claim about a handshake is judged twice: by what the peer itself reports ({@link
 * dev.reprise.interop.Seen}) and by the JSON line of our own command line ({@link dev.reprise.interop.Handshake}).
 */
@NullMarked
package dev.reprise.interop;

import org.jspecify.annotations.NullMarked;
