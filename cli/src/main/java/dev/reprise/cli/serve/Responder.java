package dev.reprise.cli.serve;

import java.io.IOException;

/** What a server does with the application data of one connection, on that connection's own thread. */
@FunctionalInterface
public interface Responder {
    /**
     * Answers until the connection is at its end. It is closed afterwards, whatever comes out of this.
     *
     * @throws IOException if the connection broke; that is not worth a word, since the peer knows
     */
    void respond(Served connection) throws IOException;
}
