/** What stores promise, as tests that whoever writes one extends. */
module dev.reprise.testkit {
    requires transitive dev.reprise;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports dev.reprise.testkit;
    // JUnit calls methods that are not public.
    opens dev.reprise.testkit;
}
