/** Reprise beside the JDK's provider: the same keys, the same suites, the same calls, in the same run. */
@NullMarked
package dev.reprise.bench;

import org.jspecify.annotations.NullMarked;
