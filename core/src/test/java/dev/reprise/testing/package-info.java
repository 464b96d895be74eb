/** What tests of every floor share: certificates, a clock that tests turn. */
@NullMarked
package dev.reprise.testing;

import org.jspecify.annotations.NullMarked;
