/** What {@code demo} measures, and what it measures with: nodes and clients in processes of their own, and a relay between. */
@NullMarked
package dev.reprise.cli.demo;

import org.jspecify.annotations.NullMarked;
