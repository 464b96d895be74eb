/**
 * Reprise in Spring Boot: SSL bundles, and the servers and clients that take them, run on it. {@link dev.reprise.spring.RepriseProperties} lists what can be
 * set; beans of the types that {@link dev.reprise.spring.RepriseAutoConfiguration} names take the place of what the properties would make.
 */
@NullMarked
package dev.reprise.spring;

import org.jspecify.annotations.NullMarked;
