package dev.reprise.internal.message;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code pre_shared_key} in a ClientHello (RFC 9846 section 4.3.11), always its last extension:
 *
 * <pre>{@code
 * opaque PskBinderEntry<32..255>;
 *
 * struct {
 *     PskIdentity identities<7..2^16-1>;
 *     PskBinderEntry binders<33..2^16-1>;
 * } OfferedPsks;
 * }</pre>
 *
 * <p>Another number of binders than of identities is refused with {@code illegal_parameter}.
 *
 * <p>A binder is made over the hello up to the binders, so a hello is first written with binders of the right length
 * and any content: see {@link #bindersLength()} and {@link ClientHello#withBinders}.
 */
public record PreSharedKeys(List<PskIdentity> identities, List<byte[]> binders) implements Extension {
    public PreSharedKeys {
        identities = List.copyOf(identities);
        binders = binders.stream().map(byte[]::clone).toList();
    }

    static PreSharedKeys parse(WireReader in) {
        List<PskIdentity> identities = new ArrayList<>();
        WireReader identityList = in.vector16(7, 0xffff);
        while (!identityList.isEmpty()) {
            identities.add(PskIdentity.parse(identityList));
        }
        List<byte[]> binders = new ArrayList<>(identities.size());
        WireReader binderList = in.vector16(33, 0xffff);
        while (!binderList.isEmpty()) {
            binders.add(binderList.opaque8(32, 255));
        }
        if (binders.size() != identities.size()) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "pre_shared_key: " + identities.size() + " identities, but " + binders.size() + " binders");
        }
        return new PreSharedKeys(identities, binders);
    }

    /**
     * Bytes that the vector of binders takes at the end of the hello, its own two-byte length included. The part that
     * the binders are made over (RFC 9846 section 4.3.11.2) is the encoded hello without as many bytes at its end.
     */
    public int bindersLength() {
        return 2 + binders.stream().mapToInt(binder -> 1 + binder.length).sum();
    }

    /** The same offer with other binders. */
    public PreSharedKeys withBinders(List<byte[]> others) {
        return new PreSharedKeys(identities, others);
    }

    @Override
    public int type() {
        return ExtensionType.PRE_SHARED_KEY;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.vector16(list -> identities.forEach(identity -> identity.write(list)));
        out.vector16(list -> binders.forEach(list::opaque8));
    }

    @Override
    public List<byte[]> binders() {
        return binders.stream().map(byte[]::clone).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PreSharedKeys that
                && identities.equals(that.identities)
                && Arrays.deepEquals(binders.toArray(), that.binders.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * identities.hashCode() + Arrays.deepHashCode(binders.toArray());
    }

    @Override
    public String toString() {
        return "PreSharedKeys" + identities;
    }
}
