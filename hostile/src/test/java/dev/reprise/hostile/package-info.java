/**
 * Peers that break the protocol: TLS-Attacker as client of our server and as server of our client. What is looked at is what our side did.
 */
@NullMarked
package dev.reprise.hostile;

import org.jspecify.annotations.NullMarked;
