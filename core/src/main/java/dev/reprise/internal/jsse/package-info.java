/**
 * The faces that JSSE gives a connection: contexts, engines, sockets, sessions. They adapt and decide nothing; the
 * protocol is below.
 *
 * <p>{@link dev.reprise.internal.jsse.Endpoint} is what an engine and a socket have in common: the parameters until the
 * handshake begins, the {@link dev.reprise.internal.engine.Connection} from then on, and the sessions that come of it.
 */
@NullMarked
package dev.reprise.internal.jsse;

import org.jspecify.annotations.NullMarked;
