/** What {@code connect} does with a connection: asks, reads the answer, keeps what it was given to resume. */
@NullMarked
package dev.reprise.cli.connect;

import org.jspecify.annotations.NullMarked;
