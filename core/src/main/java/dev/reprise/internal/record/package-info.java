/**
 * The record protocol (RFC 9846 section 5): bytes of a transport cut into records, records opened and sealed, handshake
 * messages joined from the records they came in.
 *
 * <p>A {@link dev.reprise.internal.record.RecordReader} and a {@link dev.reprise.internal.record.RecordWriter} are one
 * direction of one connection each. They begin without protection and are given keys as the handshake goes; all limits
 * that a peer could exceed are theirs to hold. Neither is safe for use by several threads at once.
 */
@NullMarked
package dev.reprise.internal.record;

import org.jspecify.annotations.NullMarked;
