package dev.reprise.redis;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** Three servers that share the slots of a cluster, without replicas. */
final class RedisCluster implements AutoCloseable {
    private static final int NODES = 3;
    private static final int SLOTS = 16384;

    private final List<RedisProcess> nodes = new ArrayList<>();

    RedisCluster(String... more) {
        List<String> options = new ArrayList<>(List.of(more));
        options.addAll(List.of("--cluster-enabled", "yes", "--cluster-require-full-coverage", "no"));
        // Longer than a busy machine lets a node wait: who is slow is not to be taken for gone.
        options.addAll(List.of("--cluster-node-timeout", "15000"));
        try {
            for (int i = 0; i < NODES; i++) {
                RedisProcess node = RedisProcess.start(options.toArray(new String[0]));
                nodes.add(node);
                int first = i * SLOTS / NODES;
                int last = (i + 1) * SLOTS / NODES - 1;
                node.tell("CLUSTER", "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
                node.tell("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            }
            for (RedisProcess node : nodes) {
                node.tell(
                        "CLUSTER",
                        "MEET",
                        "127.0.0.1",
                        Integer.toString(nodes.get(0).port()));
            }
            for (RedisProcess node : nodes) {
                awaitAll(node);
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static void awaitAll(RedisProcess node) {
        Wait.until(
                "a node that knows of all",
                () -> node.ask(commands -> commands.clusterSlots()).size() == NODES
                        && node.<String>ask(commands -> commands.clusterInfo()).contains("cluster_state:ok"));
    }

    List<RedisProcess> nodes() {
        return nodes;
    }

    /** The SPEC, that names two of them. */
    String spec() {
        return "redis-cluster://127.0.0.1:" + nodes.get(0).port() + ",127.0.0.1:"
                + nodes.get(1).port();
    }

    void empty() {
        for (RedisProcess node : nodes) {
            Assertions.assertEquals("OK", node.<String>ask(commands -> commands.flushall()));
        }
    }

    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }
}
