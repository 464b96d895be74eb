package dev.reprise;

/** What a TLS 1.3 client is given to resume with. */
public enum TicketMode {
    /**
     * A ticket that carries the session, sealed under the {@link TicketKeys}: the server remembers nothing, and any
     * node with the keys resumes. It may come back more than once. The default.
     */
    STATELESS,
    /** A reference into the session store, good for one resumption on whichever node is asked first. */
    STORED
}
