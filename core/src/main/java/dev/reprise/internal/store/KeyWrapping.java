package dev.reprise.internal.store;

import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.Opened;
import dev.reprise.internal.resumption.Purpose;
import dev.reprise.internal.resumption.Sealer;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.wire.DecodeFault;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between keys and what a register holds: unwraps under each secret of the fleet, wraps under the first. */
record KeyWrapping(MasterKeys secret, SecureRandom random) {
    /**
     * Unwraps what can be.
     *
     * @param anew whether what cannot be used counts as nothing
     * @throws DecodeFault if it does not, and it cannot
     */
    RegisterContent read(Optional<byte[]> raw, Instant now, boolean anew) {
        RegisterValue value;
        try {
            value = raw.isEmpty() ? RegisterValue.empty() : RegisterValue.decode(raw.get());
        } catch (DecodeFault e) {
            if (!anew) {
                throw e;
            }
            value = RegisterValue.empty();
        }
        List<SharedKey> keys = new ArrayList<>();
        int unreadable = 0;
        for (RegisterValue.Entry entry : value.entries()) {
            SharedKey key = unwrap(entry);
            if (key != null) {
                keys.add(key);
            } else if (entry.expires().isAfter(now)) {
                unreadable++;
            }
        }
        return new RegisterContent(raw, value, new KeyTimeline(keys), unreadable);
    }

    private @Nullable SharedKey unwrap(RegisterValue.Entry entry) {
        Opened opened = Sealer.open(secret.wrapping(), Purpose.WRAPPED_KEY, entry.name(), entry.wrapped());
        if (!(opened instanceof Opened.Plain plain)) {
            return null;
        }
        byte[] content = plain.content();
        try {
            return SharedKey.decode(entry.name(), content);
        } catch (DecodeFault later) {
            return null;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** These keys and what is left alone, in the place of what was found. */
    byte[] write(RegisterContent found, KeyTimeline keys, List<RegisterValue.Entry> leftAlone) {
        List<RegisterValue.Entry> entries = new ArrayList<>();
        for (SharedKey key : keys.keys()) {
            entries.add(entryOf(found, key));
        }
        entries.addAll(leftAlone);
        return found.value().with(entries).encode();
    }

    /** As it stands in the register, unless it is new there, seals at other times, or is wrapped under a secret that is on its way out. */
    private RegisterValue.Entry entryOf(RegisterContent found, SharedKey key) {
        TicketKey wrapping = Objects.requireNonNull(secret.wrapping().sealing(), "master keys always seal");
        for (RegisterValue.Entry entry : found.value().entries()) {
            if (Arrays.equals(entry.name(), key.name())
                    && Sealer.isSealedBy(wrapping, entry.wrapped())
                    && found.keys().keys().stream().anyMatch(there -> there.isSameAs(key) && there.sealsWhen(key))) {
                return entry;
            }
        }
        byte[] content = key.encode();
        try {
            byte[] wrapped = Sealer.seal(wrapping, Purpose.WRAPPED_KEY, key.name(), content, random);
            return RegisterValue.Entry.of(key.name(), wrapped, key.opensUntil());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
