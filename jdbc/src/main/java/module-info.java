/** Sessions and ticket keys in an SQL database. */
module dev.reprise.jdbc {
    requires transitive dev.reprise;
    requires transitive java.sql;
    requires static com.zaxxer.hikari;
    requires static org.jspecify;

    exports dev.reprise.jdbc;

    provides dev.reprise.session.StoreProvider with
            dev.reprise.jdbc.JdbcStoreProvider;
}
