/**
 * What Jetty needs to negotiate a protocol by ALPN with an engine of Reprise. Jetty's own processors take the JDK's engines only and
 * say that there is no ALPN processor; with this module on the class path or the module path, these are found by
 * {@link java.util.ServiceLoader}.
 */
@NullMarked
package dev.reprise.jetty;

import org.jspecify.annotations.NullMarked;
