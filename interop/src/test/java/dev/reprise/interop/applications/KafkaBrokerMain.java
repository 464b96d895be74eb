package dev.reprise.interop.applications;

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/** A Kafka broker, as {@code kafka-storage.sh format} and {@code kafka-server-start.sh} run it; says when it has started. */
public final class KafkaBrokerMain {
    static final String STARTED = "{\"event\":\"started\"}";

    private KafkaBrokerMain() {}

    /** CONFIGURATION. */
    public static void main(String[] arguments) throws Exception {
        String[] format = {
            "format", "--ignore-formatted", "--cluster-id", "cmVwcmlzZS1pbnRlcm9wIQ", "--config", arguments[0]
        };
        if (StorageTool.execute(format, System.err) != 0) {
            System.exit(1);
        }
        Properties properties = new Properties();
        try (InputStream in = new FileInputStream(arguments[0])) {
            properties.load(in);
        }
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.out.println(STARTED);
        server.awaitShutdown();
    }
}
