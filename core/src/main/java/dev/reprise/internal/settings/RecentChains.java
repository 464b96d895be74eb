package dev.reprise.internal.settings;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The chains behind a key manager's aliases. Most managers have them at hand and are asked every time. The JDK's PKIX manager has not:
 * it numbers every alias it hands out, and for each opens the entry of the key store anew, private key included, which with PKCS #12 derives a key from the
 * password and takes longer than a whole resumption. That one is asked once a second for each entry.
 */
final class RecentChains {
    private static final String NUMBERS_ITS_ALIASES = "sun.security.ssl.X509KeyManagerImpl";
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Entries that are remembered; those beyond are asked for each time. */
    private static final int MAX_ENTRIES = 1024;

    private final X509ExtendedKeyManager keys;
    private final boolean remembers;
    private final Map<String, Asked> entries = new ConcurrentHashMap<>();

    private record Asked(List<X509Certificate> chain, Instant at) {}

    RecentChains(X509ExtendedKeyManager keys) {
        this.keys = keys;
        this.remembers = keys.getClass().getName().equals(NUMBERS_ITS_ALIASES);
    }

    /** The chain of that alias, leaf first; empty if there is none. */
    List<X509Certificate> of(String alias, Instant now) {
        if (!remembers) {
            return ask(alias);
        }
        String entry = alias.substring(alias.indexOf('.') + 1); // NUMBER.STORE.ENTRY
        Asked asked = entries.get(entry);
        if (asked == null || Duration.between(asked.at(), now).abs().compareTo(FRESH) >= 0) {
            asked = new Asked(ask(alias), now);
            if (entries.size() < MAX_ENTRIES || entries.containsKey(entry)) {
                entries.put(entry, asked);
            }
        }
        return asked.chain();
    }

    private List<X509Certificate> ask(String alias) {
        X509Certificate[] chain = keys.getCertificateChain(alias);
        return chain == null ? List.of() : List.of(chain);
    }
}
