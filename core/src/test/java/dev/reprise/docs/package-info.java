/** Keeps the pages of {@code docs/} that name tests true. */
@NullMarked
package dev.reprise.docs;

import org.jspecify.annotations.NullMarked;
