/**
 * Reprise inside applications and their client libraries, each as its users configure it, with its servers and clients in processes of their own:
 * brokers, databases, directories, browsers.
 */
@NullMarked
package dev.reprise.interop.applications;

import org.jspecify.annotations.NullMarked;
