package dev.reprise.internal.store;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeySource;
import dev.reprise.internal.resumption.TicketKeyring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ticket keys that somebody else puts into files and takes away again: an operator, a script, Kubernetes.
 *
 * <p>A key opens from the moment its file is seen, and seals once it has been there for an announcement, so that by then every
 * node has it. The last in order of those that are announced seals; where none is, that which has been there longest. What is
 * before it in the order sealed in the past: it opens as long as what it sealed may live, then is wiped, though its file
 * may stay. A key whose file is gone is wiped at once.
 *
 * <p>The files are read at most once a second, when a key is asked for, by one thread while the others go on with what there is.
 * A file that cannot be read, or holds no key, changes nothing, and is logged once.
 */
abstract sealed class WatchedKeys implements TicketKeySource permits FileKeys, DirectoryKeys {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Logger LOG = System.getLogger("dev.reprise.keys");

    private final Path path;
    private final Duration opensAfterSealing;
    private final Duration announcement;

    private final ReentrantLock looking = new ReentrantLock();
    private final Map<String, String> nameOfFile = new HashMap<>();
    private final Set<String> logged = new HashSet<>();
    private Map<String, Held> held = Map.of();
    private volatile Look last = new Look(Instant.EPOCH, TicketKeyring.empty());

    /** What the last look at the files gave. */
    private record Look(Instant at, TicketKeyring ring) {
        /** Of threads that come at once some took their time before the one that looked: that is no clock going back. */
        boolean isFresh(Instant now) {
            return Duration.between(at, now).abs().compareTo(BETWEEN_LOOKS) < 0;
        }
    }

    /** A file that is there: with its key, or with what is wrong with it, or with neither where the key that is held goes on. */
    record Seen(
            String fileName,
            @Nullable KeyMaterial material,
            @Nullable String problem) {
        static Seen of(Path file) {
            String name = file.getFileName().toString();
            try {
                return new Seen(name, KeyMaterial.read(file), null);
            } catch (IOException e) {
                return new Seen(name, null, name + ": " + reason(e));
            }
        }
    }

    /** What is known of a key whose file is there. */
    private static final class Held {
        final String hexName;
        Secret key;
        Instant seen;

        @Nullable
        Instant sealedUntil;

        /** That its time is over, which no clock that goes back undoes. */
        boolean wiped;

        Held(KeyMaterial material, Instant seen) {
            this.hexName = material.hexName();
            this.key = material.key();
            this.seen = seen;
        }
    }

    /** @param announcement how long a key is there before it seals, 0 to 7 days */
    WatchedKeys(Path path, KeySchedule schedule, Duration announcement) {
        if (announcement.isNegative() || announcement.compareTo(KeySchedule.LONGEST) > 0) {
            throw new IllegalArgumentException("the announcement is " + announcement + ": expected 0 to 7 days");
        }
        this.path = path;
        this.opensAfterSealing = schedule.opensAfterSealing();
        this.announcement = announcement;
    }

    /**
     * The files that are there, in the order of their keys. Each key is a new one, which the caller keeps or destroys.
     *
     * @throws IOException if it cannot be said what is there
     */
    abstract List<Seen> read() throws IOException;

    /**
     * The first look, for constructors. A key was announced when its file was written.
     *
     * @throws UncheckedIOException if there is no key that can be used
     */
    final void lookFirst(Instant now) {
        looking.lock();
        try {
            List<Seen> files = read();
            held = follow(files, now);
            if (held.isEmpty()) {
                String problems = files.stream().map(Seen::problem).collect(Collectors.joining("; "));
                throw new FileSystemException(path.toString(), null, problems.isEmpty() ? "no key file" : problems);
            }
            log(files.stream().map(Seen::problem).filter(Objects::nonNull).toList());
            for (Seen file : files) {
                KeyMaterial material = file.material;
                if (material != null && material.modified().isBefore(now)) {
                    Objects.requireNonNull(held.get(material.hexName())).seen = material.modified();
                }
            }
            last = new Look(now, ringOf(held.values(), now));
        } catch (IOException e) {
            throw new UncheckedIOException("no ticket key from " + describe() + ": " + reason(e), e);
        } finally {
            looking.unlock();
        }
    }

    @Override
    public final TicketKeyring at(Instant now) {
        if (!last.isFresh(now) && looking.tryLock()) {
            try {
                if (!last.isFresh(now)) {
                    last = new Look(now, look(now));
                }
            } finally {
                looking.unlock();
            }
        }
        return last.ring;
    }

    @Override
    public final boolean forwardSecret() {
        return true;
    }

    @Override
    public final Instant nextRotation(Instant now) {
        return at(now).all().stream()
                .map(TicketKey::sealsFrom)
                .filter(from -> from.isAfter(now))
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    final Path path() {
        return path;
    }

    /** Whether a key of that name is held, and was not wiped. */
    final boolean holds(String hexName) {
        Held known = held.get(hexName);
        return known != null && !known.key.isDestroyed();
    }

    /** Has the next question answered from the files. */
    final void lookAgain() {
        looking.lock();
        try {
            last = new Look(Instant.EPOCH, last.ring);
        } finally {
            looking.unlock();
        }
    }

    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "this process may not read it";
        }
        String reason = e instanceof FileSystemException known ? known.getReason() : null;
        return Objects.requireNonNullElse(reason, e.toString());
    }

    private TicketKeyring look(Instant now) {
        List<String> problems = new ArrayList<>();
        try {
            List<Seen> files = read();
            files.stream().map(Seen::problem).filter(Objects::nonNull).forEach(problems::add);
            boolean none = held.isEmpty();
            held = follow(files, now);
            if (held.isEmpty() && !none) {
                LOG.log(Level.WARNING, "no ticket key is left in {0}: no ticket is issued or taken", path);
            }
        } catch (IOException e) {
            problems.add(reason(e));
        }
        log(problems);
        return ringOf(held.values(), now);
    }

    /** The keys of the files, in their order; those that were known before stay what they were, those that are gone are wiped. */
    @SuppressWarnings("ReferenceEquality") // which of two equal secrets is kept, and which wiped
    private Map<String, Held> follow(List<Seen> files, Instant now) {
        Map<String, Held> followed = new LinkedHashMap<>();
        for (Seen file : files) {
            KeyMaterial material = file.material;
            String name = material == null ? nameOfFile.get(file.fileName) : material.hexName();
            Held known = name == null ? null : followed.containsKey(name) ? followed.remove(name) : held.get(name);
            if (material != null) {
                nameOfFile.put(file.fileName, material.hexName());
                if (known == null) {
                    known = new Held(material, now);
                    warnIfExposed(material);
                } else if (known.key.isDestroyed()) {
                    known.key = material.key();
                } else if (known.key != material.key()) { // not the very one that is kept
                    material.key().destroy();
                }
            }
            if (known != null) {
                followed.put(known.hexName, known);
            }
        }
        nameOfFile.keySet().retainAll(files.stream().map(Seen::fileName).collect(Collectors.toSet()));
        held.forEach((name, known) -> {
            if (!followed.containsKey(name)) {
                known.key.destroy();
            }
        });
        return followed;
    }

    private void warnIfExposed(KeyMaterial material) {
        if (material.exposed()) {
            LOG.log(
                    Level.WARNING,
                    "the ticket key file {0} in {1} can be read or changed by other users of this machine: chmod 600",
                    material.fileName(),
                    path);
        }
    }

    /**
     * Settles who seals, and until when those before it open; wipes those whose time is over. One that was wiped and could not be read
     * again is no key.
     */
    private TicketKeyring ringOf(Collection<Held> files, Instant now) {
        for (Held key : files) {
            key.seen = key.seen.isAfter(now) ? now : key.seen;
        }
        List<Held> order = files.stream().filter(key -> !key.key.isDestroyed()).toList();
        int sealing = sealing(order, now);
        List<TicketKey> ring = new ArrayList<>();
        @Nullable TicketKey seals = null;
        for (int i = 0; i < order.size(); i++) {
            Held key = order.get(i);
            if (i >= sealing) {
                key.sealedUntil = null;
                key.wiped = false;
            } else if (key.sealedUntil == null || key.sealedUntil.isAfter(now)) {
                key.sealedUntil = now;
            }
            if (key.wiped
                    || (key.sealedUntil != null
                            && !key.sealedUntil.plus(opensAfterSealing).isAfter(now))) {
                key.wiped = true;
                key.key.destroy();
                continue;
            }
            ring.add(ticketKey(key, i > sealing, now));
            if (i == sealing) {
                seals = ring.get(ring.size() - 1);
            }
        }
        return TicketKeyring.of(seals, ring);
    }

    /** The place of the key that seals; -1 if there is none. */
    private int sealing(List<Held> order, Instant now) {
        int longestThere = -1;
        for (int i = order.size() - 1; i >= 0; i--) {
            Instant seen = order.get(i).seen;
            if (!seen.plus(announcement).isAfter(now)) {
                return i;
            }
            if (longestThere < 0 || seen.isBefore(order.get(longestThere).seen)) {
                longestThere = i;
            }
        }
        return longestThere;
    }

    private TicketKey ticketKey(Held key, boolean waits, Instant now) {
        Instant announced = key.seen.plus(announcement);
        Instant from = waits || !announced.isAfter(now) ? announced : key.seen;
        Instant until = key.sealedUntil == null ? Instant.MAX : key.sealedUntil;
        return new TicketKey(
                HexFormat.of().parseHex(key.hexName),
                key.key,
                from.isAfter(until) ? until : from,
                until,
                key.sealedUntil == null ? Instant.MAX : until.plus(opensAfterSealing));
    }

    private void log(List<String> problems) {
        for (String problem : problems) {
            if (!logged.contains(problem)) {
                LOG.log(Level.WARNING, "ticket keys in {0}: {1} (what was good before goes on)", path, problem);
            }
        }
        logged.clear();
        logged.addAll(problems);
    }
}
