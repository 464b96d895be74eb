package dev.reprise.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The test holds these requirements of RFCs: number, section and the name by which {@code docs/musts.md} lists each, such as
 * {@code 9846#4.7.1 lifetime}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Rfc {
    String[] value();
}
