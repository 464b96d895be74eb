/**
 * Reprise inside the software people run: servers and clients whose TLS is an {@code SSLContext} of ours, each in a process of its own.
 *
 * <p>A server is a {@link dev.reprise.interop.frameworks.FrameworkServer}, run by {@link dev.reprise.interop.frameworks.NodeMain}; the tests
 * stand behind a {@link dev.reprise.interop.frameworks.Balancer}, so that clients see one address, whichever node answers.
 */
@NullMarked
package dev.reprise.interop.frameworks;

import org.jspecify.annotations.NullMarked;
