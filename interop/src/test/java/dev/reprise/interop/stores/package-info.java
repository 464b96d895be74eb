/** Stores and registers on the real servers, and fleets that share them. */
@NullMarked
package dev.reprise.interop.stores;

import org.jspecify.annotations.NullMarked;
