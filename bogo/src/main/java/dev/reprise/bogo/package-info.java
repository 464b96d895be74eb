/** The engine behind the command line that BoringSSL's test runner speaks: one invocation is one test. */
@NullMarked
package dev.reprise.bogo;

import org.jspecify.annotations.NullMarked;
