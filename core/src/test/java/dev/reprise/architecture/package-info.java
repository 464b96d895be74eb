/** What holds for the whole of the core: its floors, its module, its manners, and those of its tests. */
@NullMarked
package dev.reprise.architecture;

import org.jspecify.annotations.NullMarked;
