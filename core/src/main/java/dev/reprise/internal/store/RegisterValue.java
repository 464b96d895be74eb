package dev.reprise.internal.store;

import static dev.reprise.internal.store.TaggedFields.CRITICAL;

import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import dev.reprise.session.KeyRegister;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is in a {@link KeyRegister}: the fleet's ticket keys, each wrapped.
 *
 * <pre>
 * struct {
 *     uint8 magic[4] = "RPKR";
 *     uint8 format = 1;
 *     Field fields&lt;0..2^20&gt;;     // 24 bits of length; TaggedFields
 *       1 critical  opaque entry&lt;1..2^16-1&gt;[]    // 16 bits of length each
 * } Register;
 *
 * entry: Field fields[];         // TaggedFields
 *   1 critical  opaque[16]   name of the key
 *   2 critical  opaque       Sealed(wrapping key, purpose "wrapped key", the name, SharedKey)
 *   3           uint64       when it may be deleted by whoever cannot unwrap it, in milliseconds since 1970
 * </pre>
 *
 * <p>What stands outside of the seals anybody can change who can write the register: nothing is decided by it but that a key which nobody
 * can unwrap is dropped some day.
 */
record RegisterValue(List<Entry> entries, TaggedFields fields) {
    /** The most keys of one fleet at once. */
    static final int MAX_ENTRIES = 1024;

    private static final byte[] MAGIC = {'R', 'P', 'K', 'R'};
    private static final int FORMAT = 1;

    private static final int ENTRIES = CRITICAL | 1;

    private static final int NAME = CRITICAL | 1;
    private static final int WRAPPED = CRITICAL | 2;
    private static final int EXPIRES = 3;

    private static final int LONGEST_ENTRY = 0xffff;
    private static final String WHAT = "a register of ticket keys";

    RegisterValue {
        entries = List.copyOf(entries);
    }

    /**
     * A wrapped key.
     *
     * @param encoded the entry as it stands in the register, with what a later version may have added
     */
    record Entry(byte[] name, byte[] wrapped, Instant expires, byte[] encoded) {
        static Entry of(byte[] name, byte[] wrapped, Instant expires) {
            WireWriter out = new WireWriter(wrapped.length + 64);
            new TaggedFields()
                    .put(NAME, name)
                    .put(WRAPPED, wrapped)
                    .put(EXPIRES, expires.toEpochMilli())
                    .write(out);
            return new Entry(name, wrapped, expires, out.toByteArray());
        }

        private static Entry decode(byte[] encoded) {
            TaggedFields fields = TaggedFields.read(WHAT, WireReader.of(encoded), Set.of(NAME, WRAPPED));
            byte[] wrapped = Objects.requireNonNullElse(fields.get(WRAPPED), new byte[0]);
            Instant expires =
                    fields.get(EXPIRES) == null ? Instant.MAX : Instant.ofEpochMilli(fields.number(WHAT, EXPIRES));
            return new Entry(fields.exactly(WHAT, NAME, TicketKey.NAME_LENGTH), wrapped, expires, encoded);
        }
    }

    /** Without a key. */
    static RegisterValue empty() {
        return new RegisterValue(List.of(), new TaggedFields());
    }

    /** With these keys instead, and all else as it was. */
    RegisterValue with(List<Entry> others) {
        return new RegisterValue(others, fields);
    }

    byte[] encode() {
        WireWriter list = new WireWriter(256 * entries.size() + 16);
        entries.forEach(entry -> list.opaque16(entry.encoded));
        fields.put(ENTRIES, list.toByteArray());
        byte[] encoded = new WireWriter(list.size() + 64)
                .bytes(MAGIC)
                .u8(FORMAT)
                .vector24(fields::write)
                .toByteArray();
        if (encoded.length > KeyRegister.LONGEST_VALUE) {
            throw new IllegalStateException(WHAT + " of " + encoded.length + " bytes");
        }
        return encoded;
    }

    /** @throws DecodeFault if the bytes are not what {@link #encode} gives, in this version or one that this one can read */
    static RegisterValue decode(byte[] encoded) {
        if (encoded.length > KeyRegister.LONGEST_VALUE) {
            throw new DecodeFault(WHAT + " of " + encoded.length + " bytes");
        }
        WireReader in = WireReader.of(encoded);
        if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
            throw new DecodeFault("not " + WHAT);
        }
        int format = in.u8();
        if (format != FORMAT) {
            throw new DecodeFault(WHAT + " of format " + format + ", which this version does not know");
        }
        WireReader inside = in.vector24(0, KeyRegister.LONGEST_VALUE);
        in.end(WHAT);
        TaggedFields fields = TaggedFields.read(WHAT, inside, Set.of(ENTRIES));
        WireReader list = WireReader.of(Objects.requireNonNullElse(fields.get(ENTRIES), new byte[0]));
        List<Entry> entries = new ArrayList<>();
        while (!list.isEmpty()) {
            if (entries.size() == 2 * MAX_ENTRIES) {
                throw new DecodeFault(WHAT + " with more than " + 2 * MAX_ENTRIES + " keys");
            }
            entries.add(Entry.decode(list.opaque16(1, LONGEST_ENTRY)));
        }
        return new RegisterValue(entries, fields);
    }
}
