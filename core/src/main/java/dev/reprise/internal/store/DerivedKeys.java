package dev.reprise.internal.store;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.crypto.Hkdf;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeySource;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ticket keys computed from a secret and the time: nodes with the same secret and the same {@code rotate} have the same keys and
 * tell each other nothing. <b>No forward secrecy</b>: whoever gets the secret, now or in ten years, opens every ticket that was
 * ever recorded.
 *
 * <pre>
 * epoch      = floor(milliseconds since 1970 / rotate)
 * name | key = HKDF-Expand(SHA-256, derived tickets, "reprise derived ticket key v1" | uint64 rotate | uint64 epoch, 16 + 32)
 * </pre>
 *
 * <p>Opened are the next epoch, which is how a node whose clock is behind knows a key before it seals, this one, and those back to
 * now - (ceil(lifetime / rotate) + 1). Where {@code rotate} is shorter than two clocks may be apart, as many more epochs on both sides
 * as make up for it.
 *
 * <p>The keys follow the clock, backwards too: wiping one does not unmake it, since it can be computed again.
 */
public final class DerivedKeys implements TicketKeySource {
    private static final byte[] LABEL = "reprise derived ticket key v1".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_LENGTH = 32;
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final MasterKeys secrets;
    private final String description;
    private final long rotate;
    private final long ahead;
    private final long behind;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Window current;

    public DerivedKeys(MasterKeys secrets, KeySchedule schedule) {
        this(secrets, schedule, "derive");
    }

    /** @param description what {@link #describe()} says: {@code derive}, with the path of a secret of its own */
    DerivedKeys(MasterKeys secrets, KeySchedule schedule, String description) {
        this.secrets = Objects.requireNonNull(secrets, "secrets");
        this.description = description;
        this.rotate = schedule.rotate().toMillis();
        this.ahead = epochs(KeySchedule.SKEW.toMillis());
        this.behind = epochs(schedule.lifetime().toMillis()) + ahead;
    }

    private long epochs(long millis) {
        return Math.max(1, (millis + rotate - 1) / rotate);
    }

    /** The keys around one epoch: for each secret, by epoch. */
    private record Window(long epoch, List<Map<Long, TicketKey>> keys, TicketKeyring ring) {}

    @Override
    public TicketKeyring at(Instant now) {
        long epoch = epochOf(now);
        Window window = current;
        if (window == null || !isFor(window, epoch, now)) {
            lock.lock();
            try {
                window = current;
                if (window == null || !isFor(window, epoch, now)) {
                    window = around(epoch, window);
                    current = window;
                }
            } finally {
                lock.unlock();
            }
        }
        return window.ring;
    }

    /** A thread that took its time just before the epoch turned comes after one that took it just then: the clock did not go back. */
    private boolean isFor(Window window, long epoch, Instant now) {
        return window.epoch == epoch
                || (window.epoch == epoch + 1 && now.plus(MOMENT).isAfter(startOf(window.epoch)));
    }

    @Override
    public boolean forwardSecret() {
        return false;
    }

    @Override
    public Instant nextRotation(Instant now) {
        return startOf(epochOf(now) + 1);
    }

    @Override
    public void rotate(Instant now, boolean revoke) {
        throw new UnsupportedOperationException("derived keys follow the clock, the next one seals from "
                + nextRotation(now) + "; to " + (revoke ? "revoke them" : "have others now")
                + " change the secret on every node");
    }

    @Override
    public String describe() {
        return description;
    }

    private long epochOf(Instant now) {
        return Math.floorDiv(now.toEpochMilli(), rotate);
    }

    private Instant startOf(long epoch) {
        return Instant.ofEpochMilli(epoch * rotate);
    }

    private Window around(long epoch, @Nullable Window former) {
        List<Map<Long, TicketKey>> keys = new ArrayList<>();
        List<TicketKey> oldestFirst = new ArrayList<>();
        for (int i = 0; i < secrets.generations().size(); i++) {
            Map<Long, TicketKey> known = former == null ? Map.of() : former.keys.get(i);
            Map<Long, TicketKey> now = new HashMap<>();
            for (long e = epoch - behind; e <= epoch + ahead; e++) {
                TicketKey key = known.get(e);
                now.put(
                        e,
                        key != null ? key : derive(secrets.generations().get(i).derivedTickets(), e));
                oldestFirst.add(Objects.requireNonNull(now.get(e)));
            }
            known.forEach((e, key) -> {
                if (!now.containsKey(e)) {
                    key.key().destroy();
                }
            });
            keys.add(now);
        }
        return new Window(epoch, keys, TicketKeyring.of(keys.get(0).get(epoch), oldestFirst));
    }

    private TicketKey derive(Secret secret, long epoch) {
        byte[] info = new WireWriter(LABEL.length + 16)
                .bytes(LABEL)
                .u64(rotate)
                .u64(epoch)
                .toByteArray();
        Secret derived = Hkdf.expand(HashAlgorithm.SHA256, secret, info, TicketKey.NAME_LENGTH + KEY_LENGTH);
        byte[] both = derived.copy();
        derived.destroy();
        try {
            return new TicketKey(
                    Arrays.copyOf(both, TicketKey.NAME_LENGTH),
                    Secret.owning(Arrays.copyOfRange(both, TicketKey.NAME_LENGTH, both.length)),
                    startOf(epoch),
                    startOf(epoch + 1),
                    startOf(epoch + behind + 1));
        } finally {
            Arrays.fill(both, (byte) 0);
        }
    }
}
