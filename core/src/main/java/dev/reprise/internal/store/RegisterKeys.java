package dev.reprise.internal.store;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeySource;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.session.KeyRegister;
import dev.reprise.session.StoreException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Random keys that the nodes of a fleet share by a register. Whichever node first sees that one is needed makes it, and puts it there by
 * compare-and-set; the others take it up. A key is there before it seals, and is deleted when nothing it sealed lives any longer.
 *
 * <p>The register is looked at once a second at most, by one thread while the others go on with what there is. While it cannot be reached,
 * the keys that are known go on as long as they may, and no longer: then nothing is sealed. A register that lost keys gets back those that a node
 * still knows. When this node slept, the keys whose time went by meanwhile are wiped before one is used.
 *
 * <p>Keys are wrapped under the first secret of the fleet and unwrapped under each; one that is wrapped under another is wrapped anew by whoever writes next.
 * While there is a key that this node cannot unwrap, it makes none: it would be no key of the whole fleet.
 */
public final class RegisterKeys implements TicketKeySource {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int TRIES_OF_A_HANDSHAKE = 2;
    private static final int TRIES_OF_AN_OPERATOR = 20;
    private static final Logger LOG = System.getLogger("dev.reprise.keys");

    private final KeyRegister register;
    private final KeySchedule schedule;
    private final KeyWrapping wrapping;
    private final SecureRandom random;
    private final boolean onlyLooks;

    /** Held by the one thread that asks the register, which may take long. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile String problem = "";
    private @Nullable Settled settled;
    private volatile @Nullable Instant lastLook;

    /** Held while what is known changes, which is quick. */
    private final ReentrantLock changing = new ReentrantLock();

    private final Map<String, Instant> seen = new HashMap<>();
    private final Set<String> wiped = new HashSet<>();
    private KeyTimeline known = KeyTimeline.empty();
    private long revokedThrough;
    private volatile View view = new View(TicketKeyring.empty(), Instant.MAX, Instant.MIN);

    /** The ring, and from when until when it is that. */
    private record View(TicketKeyring ring, Instant from, Instant until) {
        boolean holds(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    /** A value in which nothing is to be changed before that time. */
    private record Settled(byte[] value, Instant until) {}

    /**
     * Looks into the register; does without it if it cannot be reached.
     *
     * @param secret what keys are wrapped under
     * @throws IllegalArgumentException if there would be more keys than a register takes
     */
    public RegisterKeys(
            KeyRegister register, KeySchedule schedule, MasterKeys secret, SecureRandom random, Instant now) {
        this(register, schedule, secret, random, now, false);
    }

    private RegisterKeys(
            KeyRegister register,
            KeySchedule schedule,
            MasterKeys secret,
            SecureRandom random,
            Instant now,
            boolean onlyLooks) {
        KeyTimeline.check(schedule);
        this.onlyLooks = onlyLooks;
        this.register = Objects.requireNonNull(register, "register");
        this.schedule = schedule;
        this.random = Objects.requireNonNull(random, "random");
        this.wrapping = new KeyWrapping(Objects.requireNonNull(secret, "secret"), random);
        refresh(now);
    }

    /** For an operator, who looks and turns the keys, and makes none by looking. */
    static RegisterKeys forAnOperator(KeyRegister register, MasterKeys secret, SecureRandom random, Instant now) {
        return new RegisterKeys(register, KeySchedule.DEFAULT, secret, random, now, true);
    }

    @Override
    public TicketKeyring at(Instant now) {
        View current = view;
        if (current.holds(now)) {
            return current.ring;
        }
        changing.lock();
        try {
            current = view;
            if (!current.holds(now)) {
                current = settle(now);
            }
            return current.ring;
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void refresh(Instant now) {
        if (isFresh(now) || !mayLook(now)) {
            return;
        }
        try {
            if (!isFresh(now)) {
                say(look(now));
                lastLook = now;
            }
        } finally {
            looking.unlock();
        }
    }

    /** Whoever comes while another looks goes on, unless what is known is so old that keys may be in use which nobody here has seen. */
    private boolean mayLook(Instant now) {
        Instant last = lastLook;
        boolean old = last == null
                || !last.plus(KeyTimeline.announcement(schedule.rotate())).isAfter(now);
        if (!old) {
            return looking.tryLock();
        }
        try {
            return looking.tryLock(BoundedStore.DEFAULT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isFresh(Instant now) {
        Instant last = lastLook;
        return last != null && Duration.between(last, now).abs().compareTo(BETWEEN_LOOKS) < 0;
    }

    @Override
    public boolean forwardSecret() {
        return true;
    }

    @Override
    public Instant nextRotation(Instant now) {
        TicketKeyring ring = at(now);
        TicketKey sealing = ring.sealing();
        return ring.all().stream()
                .filter(key -> !key.equals(sealing))
                .map(TicketKey::sealsFrom)
                .filter(from -> from.isAfter(now))
                .min(Instant::compareTo)
                .orElse(sealing == null ? Instant.MAX : sealing.sealsUntil());
    }

    /**
     * Puts a new key into the register, which seals once it has been announced; with {@code revoke} at once, and alone: nodes take it up when they look
     * next, within a second of being used.
     *
     * @throws IOException if the register cannot be asked, or holds keys that this node cannot unwrap
     */
    @Override
    public void rotate(Instant now, boolean revoke) throws IOException {
        looking.lock();
        try {
            for (int i = 0; i < TRIES_OF_AN_OPERATOR; i++) {
                RegisterContent found = find(now, revoke);
                if (found.unreadable() > 0 && !revoke) {
                    throw new IOException(describe() + ": " + unreadable(found.unreadable()));
                }
                KeyTimeline all = adopt(merged(found, now), now);
                SharedKey newest = all.newest();
                if (newest == null && (!revoke || found.raw().isEmpty())) {
                    throw new IOException(describe() + ": there is no key in it yet; the first node makes one");
                }
                KeyTimeline next = newest == null
                        ? all // what nobody can use is deleted: the nodes begin anew
                        : revoke
                                ? KeyTimeline.revoked(newest.number(), newest.schedule(), now, random)
                                : all.rotated(newest.schedule(), now, random);
                if (write(found, next, revoke, now)) {
                    adopt(next, now);
                    return;
                }
            }
            throw new IOException(describe() + ": other nodes changed the register each time; try again");
        } catch (StoreException e) {
            throw new IOException(describe() + ": " + e.getMessage(), e);
        } catch (DecodeFault e) {
            throw new IOException(
                    describe() + ": what is there cannot be used (" + e.getMessage() + "); --revoke begins anew", e);
        } finally {
            looking.unlock();
        }
    }

    @Override
    public Optional<String> problem() {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    @Override
    public String describe() {
        return register.toString();
    }

    // ---------------------------------------------------------------- the register

    /** @return what is wrong; empty if nothing is */
    private String look(Instant now) {
        try {
            for (int i = 0; i < TRIES_OF_A_HANDSHAKE; i++) {
                Optional<byte[]> raw = ask(register::read);
                if (isSettled(raw, now)) {
                    return "";
                }
                RegisterContent found = wrapping.read(raw, now, false);
                KeyTimeline all = adopt(merged(found, now), now);
                if (found.unreadable() > 0) {
                    return unreadable(found.unreadable());
                }
                if (onlyLooks) {
                    return "";
                }
                KeyTimeline next = all.continued(now, schedule, revokedThrough, random);
                int left = found.leftAloneBy(next, revokedThrough, now).size();
                boolean complete =
                        next.keys().size() + left == found.value().entries().size()
                                && next.keys().stream().allMatch(found::has);
                if (complete) {
                    settled = new Settled(raw.orElseThrow(), changesAt(next, now));
                    return "";
                }
                if (write(found, next, false, now)) {
                    adopt(next, now);
                    return "";
                }
                next.keys().stream()
                        .filter(key -> all.keys().stream().noneMatch(key::isSameAs))
                        .forEach(key -> key.key().destroy());
            }
            return "";
        } catch (StoreException e) {
            return "the register cannot be asked: " + e.getMessage();
        } catch (DecodeFault e) {
            return "what is in the register cannot be used: " + e.getMessage();
        }
    }

    private interface Question<T> {
        T answer() throws StoreException;
    }

    /** Registers come from anywhere: one that throws what it may not is one that failed. */
    private static <T> T ask(Question<T> question) throws StoreException {
        try {
            return Objects.requireNonNull(question.answer(), "the register's answer");
        } catch (RuntimeException broken) {
            throw new StoreException("it failed: " + broken, broken);
        }
    }

    private boolean isSettled(Optional<byte[]> raw, Instant now) {
        Settled before = settled;
        return before != null
                && raw.isPresent()
                && now.isBefore(before.until)
                && Arrays.equals(raw.get(), before.value);
    }

    /** When a key has to be made or deleted. */
    private Instant changesAt(KeyTimeline keys, Instant now) {
        Instant last = now;
        Instant first = Instant.MAX;
        for (SharedKey key : keys.keys()) {
            boolean reached = !key.sealsFrom().minus(KeySchedule.SKEW).isAfter(last);
            last = reached && key.sealsUntil().isAfter(last) ? key.sealsUntil() : last;
            first = key.opensUntil().isBefore(first) ? key.opensUntil() : first;
        }
        Instant due = last.minus(KeyTimeline.announcement(schedule.rotate()));
        return due.isBefore(first) ? due : first;
    }

    /** @param anew whether what cannot be used counts as nothing */
    private RegisterContent find(Instant now, boolean anew) throws StoreException {
        return wrapping.read(ask(register::read), now, anew);
    }

    /**
     * What is in the register, with what this node knows and the register has lost. Only keys that are newer than all in it were lost: older ones were
     * deleted there, by a node whose clock is ahead.
     */
    private KeyTimeline merged(RegisterContent found, Instant now) {
        changing.lock();
        try {
            long newest = found.keys().newestNumber();
            revokedThrough = Math.max(revokedThrough, found.keys().revokedThrough());
            List<SharedKey> lost = known.keys().stream()
                    .filter(key -> key.number() > newest && found.unreadable() == 0)
                    .toList();
            return found.keys().and(lost).at(now, revokedThrough);
        } finally {
            changing.unlock();
        }
    }

    /** @param alone whether keys that this node cannot unwrap are deleted too */
    private boolean write(RegisterContent found, KeyTimeline next, boolean alone, Instant now) throws StoreException {
        byte[] encoded = wrapping.write(found, next, alone ? List.of() : found.leftAloneBy(next, revokedThrough, now));
        return ask(() -> register.replace(found.raw(), encoded));
    }

    // ---------------------------------------------------------------- what is known

    /**
     * Takes these keys, and wipes those whose time is over.
     *
     * @return these keys, with the secrets that are kept
     */
    private KeyTimeline adopt(KeyTimeline keys, Instant now) {
        changing.lock();
        try {
            List<SharedKey> taken = new ArrayList<>();
            for (SharedKey key : keys.keys()) {
                String name = key.hexName();
                if (wiped.contains(name)) {
                    key.key().destroy();
                    continue;
                }
                SharedKey held = held(key);
                seen.putIfAbsent(name, now);
                taken.add(held == null ? key : sameKey(held, key));
            }
            KeyTimeline adopted = new KeyTimeline(taken);
            revokedThrough = Math.max(revokedThrough, adopted.revokedThrough());
            // One that another node, with a clock ahead of this one's, deleted already still opens here for its time.
            known = adopted.and(known.keys());
            settle(now);
            return adopted;
        } finally {
            changing.unlock();
        }
    }

    private @Nullable SharedKey held(SharedKey key) {
        return known.keys().stream().filter(key::isSameAs).findFirst().orElse(null);
    }

    /** The times of the one, the secret of the other, which is in use. */
    @SuppressWarnings("ReferenceEquality") // which of two equal secrets is kept, and which wiped
    private static SharedKey sameKey(SharedKey held, SharedKey key) {
        if (held.key() != key.key()) {
            key.key().destroy();
        }
        return new SharedKey(
                key.name(),
                held.key(),
                key.number(),
                key.sealsFrom(),
                key.sealsUntil(),
                key.rotate(),
                key.lifetime(),
                key.revokedThrough());
    }

    private void wipe(SharedKey key) {
        key.key().destroy();
        seen.remove(key.hexName());
        if (wiped.size() > 4 * RegisterValue.MAX_ENTRIES) {
            wiped.clear();
        }
        wiped.add(key.hexName());
    }

    /** The ring as it is now, until something in it changes. */
    private View settle(Instant now) {
        List<SharedKey> open = new ArrayList<>();
        for (SharedKey key : known.keys()) {
            if (key.isOver(now) || key.number() <= revokedThrough) {
                wipe(key);
            } else {
                open.add(key);
            }
        }
        known = new KeyTimeline(open);
        SharedKey sealing = known.sealing(now, key -> seen.getOrDefault(key.hexName(), now));
        List<TicketKey> ring = new ArrayList<>();
        TicketKey seals = null;
        Instant until = Instant.MAX;
        for (SharedKey key : open) {
            TicketKey ticketKey = key.ticketKey();
            ring.add(ticketKey);
            if (sealing != null && key.isSameAs(sealing)) {
                seals = ticketKey;
            }
            for (Instant change : List.of(
                    key.sealsFrom(),
                    key.sealsUntil(),
                    key.sealsUntil().plus(KeySchedule.SKEW),
                    key.opensUntil(),
                    key.sealsFrom().minus(KeySchedule.SKEW),
                    seen.getOrDefault(key.hexName(), now).plus(KeyTimeline.SHORTEST_ANNOUNCEMENT))) {
                until = change.isAfter(now) && change.isBefore(until) ? change : until;
            }
        }
        View settled = new View(TicketKeyring.of(seals, ring), now, until);
        view = settled;
        return settled;
    }

    // ---------------------------------------------------------------- the log

    private static String unreadable(int count) {
        return count + (count == 1 ? " key in it is" : " keys in it are")
                + " wrapped under a secret that this node does not have, or by a later version: no key is made here."
                + " Give every node all secrets; if they are gone, 'keys rotate --revoke' begins anew";
    }

    /** Each problem once, and once that it is over. */
    private void say(String what) {
        if (what.equals(problem)) {
            return;
        }
        problem = what;
        if (what.isEmpty()) {
            LOG.log(Level.INFO, "ticket keys in {0}: all is well again", describe());
        } else {
            LOG.log(Level.WARNING, "ticket keys in {0}: {1} (known keys go on as long as they may)", describe(), what);
        }
    }
}
