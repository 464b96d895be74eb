package dev.reprise.interop.applications;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/**
 * What a client library for Redis is given.
 *
 * @param built for libraries that take a context
 */
record RedisContext(SSLContext built, Path authority, Path certificate, Path key) {}
