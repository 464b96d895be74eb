/**
 * The inside of a session: the state that the handshakes make and need, its codec, and the one way between it and the public
 * value that hides it.
 */
@NullMarked
package dev.reprise.internal.session;

import org.jspecify.annotations.NullMarked;
