/**
 * What fuzz targets share. A target is a class beside what it is about, in a package of the same name, with one {@code @FuzzTest}; without a
 * fuzzer, as {@code ./check} runs it, it is a test of the inputs that are kept in its folder below {@code src/test/resources}.
 */
@NullMarked
package dev.reprise.fuzz;

import org.jspecify.annotations.NullMarked;
