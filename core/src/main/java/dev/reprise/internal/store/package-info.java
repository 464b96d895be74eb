/**
 * Where sessions and keys are kept: in memory, in files, or where a provider has them. No thread lives here: what expires, turns or appears is looked at
 * when the thing is used, and a little at a time.
 */
@NullMarked
package dev.reprise.internal.store;

import org.jspecify.annotations.NullMarked;
