package dev.reprise.interop.applications;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.SslConfigs;

/** The two ways in which Kafka's brokers and clients are told to use Reprise. */
enum KafkaSide {
    /** {@code ssl.provider} and files, as Kafka has it; the rest by {@code dev.reprise.*}. No class of ours is named. */
    CONFIGURATION {
        @Override
        List<String> broker(Path secret) {
            return ProviderOptions.last(Map.of("ticketKeys", "derive:" + secret));
        }

        @Override
        List<String> client(Path sessions) {
            return ProviderOptions.last(Map.of("clientSessions", "dir:" + sessions));
        }

        @Override
        Map<String, Object> properties(Path keyStore, Path trustStore) {
            Map<String, Object> properties = new LinkedHashMap<>();
            properties.put("ssl.provider", "Reprise");
            properties.put("ssl.keystore.type", "PEM");
            properties.put("ssl.keystore.location", keyStore);
            properties.put("ssl.truststore.type", "PEM");
            properties.put("ssl.truststore.location", trustStore);
            return properties;
        }
    },

    /** {@code ssl.engine.factory.class}: contexts of the builders, with listeners. */
    ENGINE_FACTORY {
        @Override
        List<String> broker(Path secret) {
            return List.of("-D" + KafkaEngines.SECRET + "=" + secret);
        }

        @Override
        List<String> client(Path sessions) {
            return List.of("-D" + KafkaEngines.SESSIONS + "=" + sessions);
        }

        @Override
        Map<String, Object> properties(Path keyStore, Path trustStore) {
            Map<String, Object> properties = new LinkedHashMap<>();
            properties.put("ssl.engine.factory.class", KafkaEngines.class.getName());
            properties.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, keyStore);
            properties.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, trustStore);
            return properties;
        }
    };

    /** Options of a broker's JVM. */
    abstract List<String> broker(Path secret);

    /** Options of a client's JVM. */
    abstract List<String> client(Path sessions);

    /** What says, in Kafka's own configuration, who a broker or a client is, a key and its chain in one file of PEM, and whom it trusts. */
    abstract Map<String, Object> properties(Path keyStore, Path trustStore);
}
