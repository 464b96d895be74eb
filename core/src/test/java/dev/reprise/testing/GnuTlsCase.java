package dev.reprise.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The test asserts what these tests of GnuTLS's assert; {@code docs/gnutls.md} has their numbers. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface GnuTlsCase {
    int[] value();
}
