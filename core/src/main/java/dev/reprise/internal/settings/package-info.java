/**
 * What a user may set, and what comes of it: one immutable record with its defaults and checks, the identities and the
 * trust it names, the files and properties it is read from.
 */
@NullMarked
package dev.reprise.internal.settings;

import org.jspecify.annotations.NullMarked;
