package dev.reprise.spring;

import dev.reprise.ServerBuilder;

/**
 * Has the last word on the contexts of SSL bundles: a bean of this type is shown the builder of each, after the properties. What a bundle says (identities,
 * whom to trust, versions and cipher suites) is said there.
 */
@FunctionalInterface
public interface ServerBuilderCustomizer {
    /** Sets what no property does. */
    void customize(ServerBuilder builder);
}
