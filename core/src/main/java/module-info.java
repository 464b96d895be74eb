/**
 * TLS whose sessions survive: across connections, processes, nodes and restarts.
 *
 * <p>The public packages are exported; everything below {@code dev.reprise.internal} is not.
 */
module dev.reprise {
    requires static org.jspecify;

    exports dev.reprise;
    exports dev.reprise.jsse;
    exports dev.reprise.session;

    uses dev.reprise.session.StoreProvider;

    provides java.security.Provider with
            dev.reprise.jsse.RepriseProvider;
}
