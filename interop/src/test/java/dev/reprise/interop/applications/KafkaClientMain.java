package dev.reprise.interop.applications;

import dev.reprise.interop.HandshakeLine;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

/**
 * A process of Kafka's clients. Each line that it reads, {@code visit CONFIGURATION} or {@code configure CONFIGURATION NAME=VALUE...}, has it make
 * new ones, and tell in a line of JSON what came of that; it ends with its input.
 */
public final class KafkaClientMain {
    private static final String TOPIC = "interop";

    private KafkaClientMain() {}

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String error = null;
            try {
                run(List.of(line.split(" ")));
            } catch (Exception e) {
                e.printStackTrace();
                StringBuilder all = new StringBuilder();
                for (Throwable next = e; next != null; next = next.getCause()) {
                    all.append(next).append("; ");
                }
                error = all.toString();
            }
            System.out.println("{\"event\":\"done\",\"error\":" + HandshakeLine.quoted(error) + "}");
        }
        System.exit(0);
    }

    private static void run(List<String> command) throws Exception {
        Properties properties = new Properties();
        try (InputStream in = new FileInputStream(command.get(1))) {
            properties.load(in);
        }
        switch (command.get(0)) {
            case "visit" -> visit(properties);
            case "configure" -> configure(properties, command.subList(2, command.size()));
            default -> throw new IllegalArgumentException(command.toString());
        }
    }

    /** Sets what the broker takes while it runs. */
    private static void configure(Properties properties, List<String> settings) throws Exception {
        List<AlterConfigOp> changes = settings.stream()
                .map(setting -> setting.split("=", 2))
                .map(setting -> new AlterConfigOp(new ConfigEntry(setting[0], setting[1]), AlterConfigOp.OpType.SET))
                .toList();
        try (Admin admin = Admin.create(properties)) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.BROKER, "1"), changes))
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
    }
}
