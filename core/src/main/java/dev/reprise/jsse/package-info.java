/**
 * The JSSE provider, for programs that can only name one. Whoever writes code uses {@code dev.reprise.Reprise} instead.
 */
@NullMarked
package dev.reprise.jsse;

import org.jspecify.annotations.NullMarked;
