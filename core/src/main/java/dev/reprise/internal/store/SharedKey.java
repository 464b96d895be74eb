package dev.reprise.internal.store;

import static dev.reprise.internal.store.TaggedFields.CRITICAL;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * A ticket key of a {@linkplain dev.reprise.session.KeyRegister register}. All that a node goes by is wrapped with the key: whoever writes the
 * register cannot have an old key seal again.
 *
 * <pre>
 * Field fields[];       // TaggedFields; what is wrapped
 *   1 critical  opaque[32]   keying material
 *   2 critical  uint64       number: each key made has a higher one than those that were there
 *   3 critical  uint64       seals from, in milliseconds since 1970
 *   4 critical  uint64       seals until
 *   5 critical  uint64       rotate, in milliseconds: how long it was meant to seal
 *   6 critical  uint64       lifetime, in milliseconds: how long what it sealed may live
 *   7 critical  uint64       keys with this number or a lower one are revoked; absent for none
 * </pre>
 *
 * @param name 16 bytes
 */
record SharedKey(
        byte[] name,
        Secret key,
        long number,
        Instant sealsFrom,
        Instant sealsUntil,
        Duration rotate,
        Duration lifetime,
        long revokedThrough) {
    private static final int KEY_LENGTH = 32;

    private static final int KEY = CRITICAL | 1;
    private static final int NUMBER = CRITICAL | 2;
    private static final int SEALS_FROM = CRITICAL | 3;
    private static final int SEALS_UNTIL = CRITICAL | 4;
    private static final int ROTATE = CRITICAL | 5;
    private static final int LIFETIME = CRITICAL | 6;
    private static final int REVOKED_THROUGH = CRITICAL | 7;
    private static final Set<Integer> KNOWN =
            Set.of(KEY, NUMBER, SEALS_FROM, SEALS_UNTIL, ROTATE, LIFETIME, REVOKED_THROUGH);

    private static final String WHAT = "a ticket key of the register";

    SharedKey {
        if (sealsUntil.isBefore(sealsFrom)) {
            throw new IllegalArgumentException("a key's times are in order");
        }
    }

    /** A new one. */
    static SharedKey random(
            long number, Instant from, Instant until, KeySchedule schedule, long revokedThrough, SecureRandom random) {
        byte[] name = new byte[TicketKey.NAME_LENGTH];
        random.nextBytes(name);
        return new SharedKey(
                name,
                Secret.random(KEY_LENGTH, random),
                number,
                from.truncatedTo(ChronoUnit.MILLIS),
                until.truncatedTo(ChronoUnit.MILLIS),
                schedule.rotate(),
                schedule.lifetime(),
                revokedThrough);
    }

    /** When it is wiped: nothing that it sealed, on a node whose clock is late, lives longer. */
    Instant opensUntil() {
        return sealsUntil.plus(lifetime).plus(KeySchedule.SKEW);
    }

    boolean isOver(Instant now) {
        return !opensUntil().isAfter(now);
    }

    String hexName() {
        return HexFormat.of().formatHex(name);
    }

    KeySchedule schedule() {
        return new KeySchedule(rotate, lifetime);
    }

    TicketKey ticketKey() {
        return new TicketKey(name, key, sealsFrom, sealsUntil, opensUntil());
    }

    /** The same key, sealing at other times. */
    SharedKey during(Instant from, Instant until) {
        return new SharedKey(
                name,
                key,
                number,
                from.truncatedTo(ChronoUnit.MILLIS),
                until.truncatedTo(ChronoUnit.MILLIS),
                rotate,
                lifetime,
                revokedThrough);
    }

    boolean isSameAs(SharedKey other) {
        return Arrays.equals(name, other.name);
    }

    boolean sealsWhen(SharedKey other) {
        return sealsFrom.equals(other.sealsFrom) && sealsUntil.equals(other.sealsUntil);
    }

    /** What is wrapped. The caller wipes it. */
    byte[] encode() {
        byte[] material = key.copy();
        WireWriter out = new WireWriter(160);
        try {
            TaggedFields fields = new TaggedFields()
                    .put(KEY, material)
                    .put(NUMBER, number)
                    .put(SEALS_FROM, sealsFrom.toEpochMilli())
                    .put(SEALS_UNTIL, sealsUntil.toEpochMilli())
                    .put(ROTATE, rotate.toMillis())
                    .put(LIFETIME, lifetime.toMillis());
            if (revokedThrough > 0) {
                fields.put(REVOKED_THROUGH, revokedThrough);
            }
            fields.write(out);
            return out.toByteArray();
        } finally {
            out.wipe();
            Arrays.fill(material, (byte) 0);
        }
    }

    /**
     * The inverse of {@link #encode}.
     *
     * @throws DecodeFault if it is not a key that this version can use
     */
    static SharedKey decode(byte[] name, byte[] encoded) {
        TaggedFields fields = TaggedFields.read(WHAT, WireReader.of(encoded), KNOWN);
        byte[] material = fields.exactly(WHAT, KEY, KEY_LENGTH);
        try {
            Duration rotate = Duration.ofMillis(fields.number(WHAT, ROTATE));
            Duration lifetime = Duration.ofMillis(fields.number(WHAT, LIFETIME));
            new KeySchedule(rotate, lifetime);
            return new SharedKey(
                    name,
                    Secret.copyOf(material),
                    fields.number(WHAT, NUMBER),
                    Instant.ofEpochMilli(fields.number(WHAT, SEALS_FROM)),
                    Instant.ofEpochMilli(fields.number(WHAT, SEALS_UNTIL)),
                    rotate,
                    lifetime,
                    fields.get(REVOKED_THROUGH) == null ? 0 : fields.number(WHAT, REVOKED_THROUGH));
        } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
            throw new DecodeFault(WHAT + " that cannot be: " + e.getMessage());
        } finally {
            Arrays.fill(material, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "SharedKey[" + number + ", " + hexName() + ", seals " + sealsFrom + " to " + sealsUntil + "]";
    }
}
