package dev.reprise.cli.demo;

/** What is broken on purpose, so that a test can see the demo notice. Set by the system property {@value #PROPERTY}. */
enum Sabotage {
    /** Nothing. */
    NOTHING,
    /** Nodes neither issue nor take sessions: nothing resumes. */
    RESUMPTION,
    /** Nodes are not told what makes them refuse: what must not resume does. */
    REFUSALS;

    static final String PROPERTY = "reprise.demo.break";

    static Sabotage ofThisProcess() {
        return switch (System.getProperty(PROPERTY, "")) {
            case "resumption" -> RESUMPTION;
            case "refusals" -> REFUSALS;
            default -> NOTHING;
        };
    }
}
