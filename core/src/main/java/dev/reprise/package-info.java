/**
 * TLS whose sessions survive: across connections, processes, nodes and restarts.
 *
 * <p>{@link dev.reprise.Reprise} is where everything begins: it makes contexts of JSSE, and does with their connections
 * what JSSE has no words for.
 *
 * <p>What a context is made of: {@link dev.reprise.FleetSecret} seals what leaves the process, {@link dev.reprise.TicketKeys} say
 * what tickets are sealed with, {@link dev.reprise.SessionStores} where sessions are kept.
 */
@NullMarked
package dev.reprise;

import org.jspecify.annotations.NullMarked;
