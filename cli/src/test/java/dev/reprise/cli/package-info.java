/** Tests of the command line: in this JVM where they can be, in processes of their own where they must be. */
@NullMarked
package dev.reprise.cli;

import org.jspecify.annotations.NullMarked;
