package dev.reprise.cli.demo;

import java.nio.file.Path;
import java.util.Locale;

/** A way in which TLS sessions are carried from one connection to the next. */
enum Mechanism {
    SESSION_ID(
            Version.TLS12, "session ID", "session_id", "for clients without tickets: the session is in a shared store"),
    TICKET(Version.TLS12, "ticket", "ticket", "the ticket carries the sealed session"),
    STATELESS(Version.TLS13, "stateless ticket", "psk_stateless", "the ticket carries the sealed session"),
    STORED(
            Version.TLS13,
            "single-use stored ticket",
            "psk_stored",
            "the ticket is a reference into a shared store, good once"),
    SQL(
            Version.TLS13,
            "single-use ticket in SQL",
            "psk_stored",
            "the same, with the sessions and the fleet's ticket keys in a database, here H2");

    /** A version of the protocol. */
    enum Version {
        TLS12("1.2"),
        TLS13("1.3");

        private final String number;

        Version(String number) {
            this.number = number;
        }

        /** As {@code --tls} takes it. */
        String number() {
            return number;
        }

        String title() {
            return "TLS " + number;
        }

        /** As JSSE has it. */
        String jsse() {
            return "TLSv" + number;
        }
    }

    private final Version version;
    private final String title;
    private final String word;
    private final String explanation;

    Mechanism(Version version, String title, String word, String explanation) {
        this.version = version;
        this.title = title;
        this.word = word;
        this.explanation = explanation;
    }

    Version version() {
        return version;
    }

    /** With the version. */
    String title() {
        return version.title() + ", " + title;
    }

    /** Whether its clients take tickets. */
    boolean hasTickets() {
        return this != SESSION_ID;
    }

    /** What its client's files are called. */
    String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a node's line calls it. */
    String word() {
        return word;
    }

    String explanation() {
        return explanation;
    }

    /**
     * What makes nodes use it, and share what they need for it.
     *
     * @param database the SPEC of a database
     */
    String[] options(Path store, String database) {
        return switch (this) {
            case SESSION_ID -> new String[] {"--store", "file:" + store};
            case TICKET, STATELESS -> new String[] {"--ticket-keys", "derive"};
            case STORED ->
                new String[] {"--ticket-keys", "derive", "--store", "file:" + store, "--tls13-tickets", "stored"};
            case SQL -> new String[] {"--ticket-keys", database, "--store", database, "--tls13-tickets", "stored"};
        };
    }
}
