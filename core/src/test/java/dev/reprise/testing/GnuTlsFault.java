package dev.reprise.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The test shows that Reprise is free of these faults of GnuTLS's; {@code docs/gnutls.md} has their numbers. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface GnuTlsFault {
    int[] value();
}
