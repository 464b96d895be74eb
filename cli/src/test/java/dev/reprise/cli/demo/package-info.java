/** Tests of what {@code demo} measures with. */
@NullMarked
package dev.reprise.cli.demo;

import org.jspecify.annotations.NullMarked;
