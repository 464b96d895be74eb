@NullMarked
package dev.reprise.internal.engine;

import org.jspecify.annotations.NullMarked;
