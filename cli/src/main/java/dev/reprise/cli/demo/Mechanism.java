package dev.reprise.cli.demo;

import java.nio.file.Path;

/** A way in which TLS sessions are carried from one connection to the next. */
enum Mechanism {
    STATELESS("TLS 1.3, stateless ticket", "psk_stateless", "the ticket carries the sealed session"),
    STORED(
            "TLS 1.3, single-use stored ticket",
            "psk_stored",
            "the ticket is a reference into a shared store, good once");

    private final String title;
    private final String word;
    private final String explanation;

    Mechanism(String title, String word, String explanation) {
        this.title = title;
        this.word = word;
        this.explanation = explanation;
    }

    String title() {
        return title;
    }

    /** What a node's line calls it. */
    String word() {
        return word;
    }

    String explanation() {
        return explanation;
    }

    /** What makes nodes use it, and share what they need for it. */
    String[] options(Path store) {
        return switch (this) {
            case STATELESS -> new String[] {"--ticket-keys", "derive"};
            case STORED ->
                new String[] {"--ticket-keys", "derive", "--store", "file:" + store, "--tls13-tickets", "stored"};
        };
    }
}
