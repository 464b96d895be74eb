package dev.reprise.internal.settings;

import dev.reprise.internal.crypto.AeadAlgorithm;
import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.message.ProtocolVersion;
import java.security.Key;
import java.security.PublicKey;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the security properties {@code jdk.tls.disabledAlgorithms} and {@code jdk.certpath.disabledAlgorithms} forbid.
 * The JDK's own trust manager obeys them in certificates; this is for everything else.
 *
 * <pre>
 *   property = entry *("," entry)
 *   entry    = "include" name-of-a-property / name [ "keySize" operator number ] / name other-conditions
 * </pre>
 *
 * A name may end with {@code *}. Entries with other conditions, such as {@code jdkCA} and {@code denyAfter}, are about
 * certificate paths and the JDK's to judge.
 */
public final class DisabledAlgorithms {
    private static final Pattern KEY_SIZE = Pattern.compile("keySize\\s*(<=|<|==|!=|>=|>)\\s*(\\d+)");
    private static final int MAX_INCLUDES = 8;

    /** A name, and the sizes of keys that are forbidden; null where all are. */
    private record Entry(String name, @Nullable SizeRule sizes) {
        boolean names(String algorithm) {
            String lower = algorithm.toLowerCase(Locale.ROOT);
            return name.endsWith("*") ? lower.startsWith(name.substring(0, name.length() - 1)) : lower.equals(name);
        }
    }

    private record SizeRule(String operator, int bits) {
        boolean forbids(int size) {
            return switch (operator) {
                case "<" -> size < bits;
                case "<=" -> size <= bits;
                case "==" -> size == bits;
                case "!=" -> size != bits;
                case ">=" -> size >= bits;
                default -> size > bits;
            };
        }
    }

    /** A property's text, and what it forbids. */
    private record Parsed(String text, DisabledAlgorithms algorithms) {}

    private static volatile Parsed forTls = new Parsed("", new DisabledAlgorithms(List.of()));
    private static volatile Parsed forCertificates = new Parsed("", new DisabledAlgorithms(List.of()));

    private final List<Entry> entries;
    private final Map<Object, Boolean> answers = new ConcurrentHashMap<>();

    private DisabledAlgorithms(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Those for TLS, as they stand now. */
    public static DisabledAlgorithms forTls() {
        String text = text("jdk.tls.disabledAlgorithms");
        if (!forTls.text().equals(text)) {
            forTls = new Parsed(text, of(text));
        }
        return forTls.algorithms();
    }

    /** Those for certificates, as they stand now. */
    static DisabledAlgorithms forCertificates() {
        String text = text("jdk.certpath.disabledAlgorithms");
        if (!forCertificates.text().equals(text)) {
            forCertificates = new Parsed(text, of(text));
        }
        return forCertificates.algorithms();
    }

    private static String text(String property) {
        String text = Security.getProperty(property);
        return text == null ? "" : text;
    }

    /** What a property's text forbids. */
    static DisabledAlgorithms of(String text) {
        List<Entry> entries = new ArrayList<>();
        parse(text, entries, 0);
        return new DisabledAlgorithms(entries);
    }

    private static void parse(String text, List<Entry> entries, int depth) {
        for (String written : text.split(",")) {
            String[] words = written.strip().replace("\"", "").split("\\s+", 2);
            if (words[0].isEmpty()) {
                continue;
            }
            String rest = words.length == 1 ? "" : words[1].strip();
            if (words[0].equals("include")) {
                if (depth < MAX_INCLUDES) {
                    parse(text(rest), entries, depth + 1);
                }
                continue;
            }
            Matcher size = KEY_SIZE.matcher(rest);
            if (rest.isEmpty()) {
                entries.add(new Entry(words[0].toLowerCase(Locale.ROOT), null));
            } else if (size.matches()) {
                SizeRule rule = new SizeRule(size.group(1), Integer.parseInt(size.group(2)));
                entries.add(new Entry(words[0].toLowerCase(Locale.ROOT), rule));
            }
        }
    }

    // ---------------------------------------------------------------- what is asked

    public boolean permits(int version) {
        return answers.computeIfAbsent(version, unused -> permitsNames(Set.of(ProtocolVersion.name(version))));
    }

    public boolean permits(CipherSuite suite) {
        return answers.computeIfAbsent(suite, unused -> permitsNames(namesOf(suite)));
    }

    public boolean permits(NamedGroup group) {
        return answers.computeIfAbsent(group, unused -> permitsNames(namesOf(group)));
    }

    public boolean permits(SignatureScheme scheme) {
        return answers.computeIfAbsent(scheme, unused -> permitsNames(namesOf(scheme)));
    }

    /** Whether a certificate's signature and its key are permitted. */
    boolean permits(X509Certificate certificate) {
        return permitsNames(parts(certificate.getSigAlgName())) && permits(certificate.getPublicKey());
    }

    private boolean permits(PublicKey key) {
        int size = sizeOf(key);
        for (Entry entry : entries) {
            SizeRule sizes = entry.sizes();
            if (entry.names(key.getAlgorithm()) && (sizes == null || size > 0 && sizes.forbids(size))) {
                return false;
            }
        }
        return true;
    }

    private boolean permitsNames(Collection<String> names) {
        return entries.stream()
                .filter(entry -> entry.sizes() == null)
                .noneMatch(entry -> names.stream().anyMatch(entry::names));
    }

    // ---------------------------------------------------------------- the names that things have

    static Set<String> namesOf(CipherSuite suite) {
        Set<String> names = new HashSet<>(Set.of(suite.name(), suite.aead().name()));
        if (suite.aead() == AeadAlgorithm.CHACHA20_POLY1305) {
            names.addAll(Set.of("ChaCha20-Poly1305", "ChaCha20"));
        } else {
            names.addAll(Set.of("AES", "GCM", "AES/GCM/NoPadding"));
        }
        names.addAll(hashNames(suite.hash().name()));
        if (!suite.isTls13()) {
            names.addAll(Set.of("ECDHE", "ECDHE_" + suite.authentication()));
        }
        return names;
    }

    static Set<String> namesOf(NamedGroup group) {
        if (group.equals(NamedGroup.X25519MLKEM768)) {
            return Set.of(group.name(), "ML-KEM", "ML-KEM-768");
        }
        return group.equals(NamedGroup.X25519) ? Set.of(group.name(), "XDH") : Set.of(group.name(), "EC");
    }

    static Set<String> namesOf(SignatureScheme scheme) {
        Set<String> names = new HashSet<>(parts(scheme.jcaName()));
        names.add(scheme.name());
        names.add(scheme.keyAlgorithm());
        return names;
    }

    /** {@code SHA256withECDSA} is SHA256, SHA-256 and ECDSA too. */
    private static Set<String> parts(String signature) {
        Set<String> names = new HashSet<>(Set.of(signature));
        int with = signature.toLowerCase(Locale.ROOT).indexOf("with");
        if (with > 0) {
            names.addAll(hashNames(signature.substring(0, with)));
            names.add(signature.substring(with + "with".length()));
        }
        return names;
    }

    private static Set<String> hashNames(String hash) {
        return hash.startsWith("SHA") && !hash.startsWith("SHA-")
                ? Set.of(hash, "SHA-" + hash.substring("SHA".length()))
                : Set.of(hash);
    }

    private static int sizeOf(Key key) {
        if (key instanceof RSAKey rsa) {
            return rsa.getModulus().bitLength();
        }
        if (key instanceof ECKey ec) {
            return ec.getParams().getOrder().bitLength();
        }
        return key instanceof DSAKey dsa && dsa.getParams() != null
                ? dsa.getParams().getP().bitLength()
                : 0;
    }
}
