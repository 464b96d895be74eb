package dev.reprise.internal.resumption;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.crypto.Hkdf;
import dev.reprise.internal.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The secrets of a fleet, or of a process that has none, and what is derived from each: a sub-key for every use, so that no two
 * uses share a key. The first secret seals, all open; a secret is changed by adding the new one last everywhere,
 * then moving it first, then removing the old one after the longest lifetime.
 */
public final class MasterKeys {
    /** The shortest secret, in bytes. */
    public static final int SHORTEST_SECRET = 32;

    private final List<Generation> generations;
    private final TicketKeyring entries;
    private final TicketKeyring wrapping;

    private MasterKeys(List<Generation> generations) {
        this.generations = List.copyOf(generations);
        this.entries = ring(generations.stream().map(Generation::entries).toList());
        this.wrapping = ring(generations.stream().map(Generation::wrapping).toList());
    }

    /**
     * Derives the sub-keys. The secrets are not kept: the caller may destroy them.
     *
     * @param secrets one or more of at least 32 bytes, the one that seals first
     */
    public static MasterKeys of(List<Secret> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("no secret");
        }
        List<Generation> generations = new ArrayList<>();
        for (Secret secret : secrets) {
            if (secret.length() < SHORTEST_SECRET) {
                throw new IllegalArgumentException(
                        "a secret has " + secret.length() + " bytes, expected " + SHORTEST_SECRET + " or more");
            }
            generations.add(Generation.of(secret));
        }
        return new MasterKeys(generations);
    }

    /** Random ones, for a process whose sessions need not outlive it. */
    public static MasterKeys ephemeral(SecureRandom random) {
        Secret secret = Secret.random(SHORTEST_SECRET, random);
        try {
            return of(List.of(secret));
        } finally {
            secret.destroy();
        }
    }

    /** One for each secret, the one that seals first. */
    public List<Generation> generations() {
        return generations;
    }

    /** The keys of store entries: the first seals, all open, none ends. */
    public TicketKeyring entries() {
        return entries;
    }

    /** The keys that ticket keys are wrapped with in a shared register: the first seals, all open, none ends. */
    public TicketKeyring wrapping() {
        return wrapping;
    }

    /** Wipes all sub-keys; nothing made from these can be used after that. */
    public void destroy() {
        generations.forEach(Generation::destroy);
    }

    @Override
    public String toString() {
        return "MasterKeys[" + generations.size() + "]";
    }

    private static TicketKeyring ring(List<TicketKey> newestFirst) {
        List<TicketKey> oldestFirst = new ArrayList<>(newestFirst);
        Collections.reverse(oldestFirst);
        return TicketKeyring.of(newestFirst.get(0), oldestFirst);
    }

    /**
     * What is derived from one secret.
     *
     * @param entries seals store entries
     * @param entryNames turns a reference into the name of its entry (HMAC-SHA256)
     * @param idTags tags session IDs and references, so that a stranger's bytes are known as such (HMAC-SHA256)
     * @param wrapping seals ticket keys in a register
     * @param derivedTickets what ticket keys are derived from, by time
     */
    public record Generation(
            TicketKey entries, Secret entryNames, Secret idTags, TicketKey wrapping, Secret derivedTickets) {

        private static final byte[] SALT = ascii("reprise fleet secret v1");

        static Generation of(Secret secret) {
            Secret prk = Hkdf.extract(HashAlgorithm.SHA256, SALT, secret);
            try {
                return new Generation(
                        sealing(prk, "entries"),
                        subkey(prk, "entry names"),
                        subkey(prk, "id tags"),
                        sealing(prk, "wrapped keys"),
                        subkey(prk, "derived tickets"));
            } finally {
                prk.destroy();
            }
        }

        private static Secret subkey(Secret prk, String use) {
            return Hkdf.expand(HashAlgorithm.SHA256, prk, ascii("reprise v1 " + use), 32);
        }

        private static TicketKey sealing(Secret prk, String use) {
            Secret name =
                    Hkdf.expand(HashAlgorithm.SHA256, prk, ascii("reprise v1 name of " + use), TicketKey.NAME_LENGTH);
            return new TicketKey(name.copy(), subkey(prk, use), Instant.MIN, Instant.MAX, Instant.MAX);
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        void destroy() {
            entries.key().destroy();
            entryNames.destroy();
            idTags.destroy();
            wrapping.key().destroy();
            derivedTickets.destroy();
        }
    }
}
