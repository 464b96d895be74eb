/**
 * The heart: what is resumed and why not, and what a server's sessions are sealed with.
 *
 * <p>{@link dev.reprise.internal.resumption.MasterKeys} are what a fleet shares,
 * {@link dev.reprise.internal.resumption.TicketKeySource} the keys of tickets and how they follow each other,
 * {@link dev.reprise.internal.resumption.Sealer} the one format of everything that leaves the process, and
 * {@link dev.reprise.internal.resumption.SessionVault} a store in which everything is sealed. All of it takes values, the time
 * among them, and waits for nothing but the store.
 */
@NullMarked
package dev.reprise.internal.resumption;

import org.jspecify.annotations.NullMarked;
