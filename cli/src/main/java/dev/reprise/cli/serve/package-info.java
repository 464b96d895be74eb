/** What {@code serve} does with connections: accepts them, gives each a thread and an end, answers. */
@NullMarked
package dev.reprise.cli.serve;

import org.jspecify.annotations.NullMarked;
