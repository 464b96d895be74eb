package dev.reprise.interop.stores;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import java.util.List;

/** A server that nodes have in common, of each kind; the tests of one JVM share it, and it ends with it. */
enum StoreServer {
    POSTGRESQL {
        @Override
        String emptySpec() throws Exception {
            return DatabaseServer.POSTGRESQL.emptyUrl();
        }

        @Override
        Access open(int connections) {
            return DatabaseServer.POSTGRESQL.open(connections);
        }

        @Override
        List<byte[]> dump() throws Exception {
            return DatabaseServer.POSTGRESQL.dump();
        }

        @Override
        void signal(String name) {
            DatabaseServer.POSTGRESQL.signal(name);
        }
    },
    MARIADB {
        @Override
        String emptySpec() throws Exception {
            return DatabaseServer.MARIADB.emptyUrl();
        }

        @Override
        Access open(int connections) {
            return DatabaseServer.MARIADB.open(connections);
        }

        @Override
        List<byte[]> dump() throws Exception {
            return DatabaseServer.MARIADB.dump();
        }

        @Override
        void signal(String name) {
            DatabaseServer.MARIADB.signal(name);
        }
    },
    REDIS {
        @Override
        String emptySpec() {
            return SharedRedis.emptySpec();
        }

        @Override
        String patient(String spec) {
            return spec + "?timeout=30000";
        }

        @Override
        Access open(int connections) {
            return SharedRedis.open();
        }

        @Override
        List<byte[]> dump() throws Exception {
            return SharedRedis.dump();
        }

        @Override
        void signal(String name) {
            SharedRedis.server().signal(name);
        }
    };

    /** The SPEC, password included, of it without anything that was there before; skips the test where there is no such server. */
    abstract String emptySpec() throws Exception;

    /** Of that one, so that a node waits longer for it than a slow machine takes, where a SPEC can say so. */
    String patient(String spec) {
        return spec;
    }

    /** As one node opens it, with a patience that no slow machine exhausts. */
    abstract Access open(int connections);

    /** All that it has, piece by piece, as whoever gets hold of its files has them. */
    abstract List<byte[]> dump() throws Exception;

    /** Sends all its processes a signal, {@code STOP} for one. */
    abstract void signal(String name);

    /** A store and a register, and the connections behind them. */
    record Access(SessionStore store, KeyRegister register, Runnable connections) implements AutoCloseable {
        @Override
        public void close() {
            store.close();
            register.close();
            connections.run();
        }
    }
}
