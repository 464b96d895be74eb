package dev.reprise.redis;

import dev.reprise.session.StoreProvider;
import dev.reprise.testkit.StoreProviderContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class RedisStoreProviderTest extends StoreProviderContract {
    private static RedisProcess server;

    @BeforeAll
    static void start() {
        server = RedisProcess.start("--requirepass", "tunafish42");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** Each test has a database of its own. */
    private static int database;

    @BeforeEach
    void next() {
        database++;
    }

    @Override
    protected Class<? extends StoreProvider> provider() {
        return RedisStoreProvider.class;
    }

    @Override
    protected String spec() {
        return "redis://:tunafish42@127.0.0.1:" + server.port() + "/" + database + "?timeout=30000";
    }

    @Override
    protected String specThatCannotBeUnderstood() {
        return "redis://one,two";
    }

    @Override
    protected List<String> specsWith(String password) {
        String here = "127.0.0.1:" + server.port();
        return List.of(
                "redis://:" + password + "@127.0.0.1:1",
                "redis://user:" + password + "@" + here,
                "redis://:" + password + "@" + here + "/3",
                "redis://" + password + "@" + here,
                "redis://user:" + password + "/more@" + here,
                "redis://user:1/" + password + "@" + here,
                "redis://user:?" + password + "@" + here,
                "redis://user:%4" + password + "@" + here,
                "redis://:" + password + "@" + here + "?password=" + password,
                "redis://" + here + "?sentinel-password=" + password,
                "rediss://user:" + password + "@127.0.0.1:1",
                "redis-sentinel://:" + password + "@127.0.0.1:1#mymaster",
                "redis-sentinel://127.0.0.1:1?sentinel-password=" + password + "#mymaster",
                "redis-cluster://user:" + password + "@" + here,
                "redis-cluster://user:" + password + "@" + here + ",127.0.0.1:1");
    }
}
