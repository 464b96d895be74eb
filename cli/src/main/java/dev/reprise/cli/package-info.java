/** The command line: one class for each command, each a thin face on the library. */
@NullMarked
package dev.reprise.cli;

import org.jspecify.annotations.NullMarked;
