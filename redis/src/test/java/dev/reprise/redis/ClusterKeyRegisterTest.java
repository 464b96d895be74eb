package dev.reprise.redis;

import dev.reprise.session.KeyRegister;
import dev.reprise.testkit.SharedKeyRegisterContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ClusterKeyRegisterTest extends SharedKeyRegisterContract {
    private static RedisCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new RedisCluster();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected KeyRegister open() {
        cluster.empty();
        return openAnother();
    }

    @Override
    protected KeyRegister openAnother() {
        return Opened.register(cluster.spec());
    }
}
