package dev.reprise.interop.frameworks;

import dev.reprise.session.Resumption;
import org.jspecify.annotations.Nullable;

/**
 * What came of one connection.
 *
 * @param protocol what was spoken, as {@link Framework#protocols()} has it
 * @param resumption as told from what the library hands out; null where it hands out nothing
 */
record Visit(String protocol, String answer, @Nullable Resumption resumption) {}
