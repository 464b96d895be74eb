/**
 * The handshakes: what both sides share. A state is a type; a message is given to the state that awaits it, which
 * answers with the state that follows and tells {@link dev.reprise.internal.handshake.Effects} what is to happen. Nothing here touches a socket, a
 * thread or a clock of its own.
 */
@NullMarked
package dev.reprise.internal.handshake;

import org.jspecify.annotations.NullMarked;
