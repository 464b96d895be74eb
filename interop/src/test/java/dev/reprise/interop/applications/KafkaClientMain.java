package dev.reprise.interop.applications;

import java.io.FileInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One client process of Kafka's: makes what it is told, and ends; with a status that is not zero if that failed. */
public final class KafkaClientMain {
    private static final String TOPIC = "interop";

    private KafkaClientMain() {}

    /** CONFIGURATION, alone for a visit, else with NAME=VALUE, a setting of the broker's to change. */
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        try (InputStream in = new FileInputStream(arguments[0])) {
            properties.load(in);
        }
        if (arguments.length == 1) {
            visit(properties);
        } else {
            configure(properties, arguments[1].split("=", 2));
        }
        System.exit(0);
    }

    private static void configure(Properties properties, String[] setting) throws Exception {
        try (Admin admin = Admin.create(properties)) {
            Collection<AlterConfigOp> change =
                    List.of(new AlterConfigOp(new ConfigEntry(setting[0], setting[1]), AlterConfigOp.OpType.SET));
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.BROKER, "1"), change))
                    .all()
                    .get();
        }
    }

    /** Sends a record, and receives it in a group of its own. */
    private static void visit(Properties properties) throws Exception {
        String value = UUID.randomUUID().toString();
        StringSerializer out = new StringSerializer();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(properties, out, out)) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get();
        }
        properties.put("group.id", value);
        properties.put("auto.offset.reset", "earliest");
        StringDeserializer in = new StringDeserializer();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties, in, in)) {
            consumer.subscribe(List.of(TOPIC));
            boolean there = false;
            while (!there) {
                for (var received : consumer.poll(Duration.ofSeconds(1))) {
                    there |= received.value().equals(value);
                }
            }
        }
        System.out.println("{\"event\":\"received\"}");
    }
}
