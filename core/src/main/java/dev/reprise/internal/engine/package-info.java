/**
 * The engine: bytes in, bytes and events out. {@link dev.reprise.internal.engine.Connection} joins the read half, the
 * write half and the state of the handshake; it never touches a socket, a thread or a clock of its own.
 */
@NullMarked
package dev.reprise.internal.engine;

import org.jspecify.annotations.NullMarked;
