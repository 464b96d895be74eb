@NullMarked
package dev.reprise.redis;

import org.jspecify.annotations.NullMarked;
