package dev.reprise.internal.store;

import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fields with numbers, so that a later version can add some.
 *
 * <pre>
 * struct {
 *     uint16 tag;                  // 0x8000: critical; the other 15 bits: the number, ascending, each at most once
 *     opaque value&lt;0..2^24-1&gt;;
 * } Field;
 * </pre>
 *
 * A reader keeps a field that it does not know and need not, and writes it again; one that it must know and does not it declines.
 */
final class TaggedFields {
    /** In a tag: whoever does not know the field cannot use what it is part of. */
    static final int CRITICAL = 0x8000;

    private final TreeMap<Integer, Field> byNumber = new TreeMap<>();

    private record Field(int tag, byte[] value) {}

    /**
     * Reads all that is left.
     *
     * @param what what they are the fields of, for messages
     * @param known the tags that this version knows
     * @throws DecodeFault if they are out of order, cut short, or one is critical and unknown
     */
    static TaggedFields read(String what, WireReader in, Set<Integer> known) {
        TaggedFields fields = new TaggedFields();
        int last = 0;
        while (!in.isEmpty()) {
            int tag = in.u16();
            int number = tag & ~CRITICAL;
            if (number <= last) {
                throw new DecodeFault(what + " with field " + number + " after field " + last);
            }
            if ((tag & CRITICAL) != 0 && !known.contains(tag)) {
                throw new DecodeFault(
                        what + " with the critical field " + number + ", which this version does not know");
            }
            last = number;
            fields.byNumber.put(number, new Field(tag, in.opaque24(0, 0xffffff)));
        }
        return fields;
    }

    TaggedFields put(int tag, byte[] value) {
        byNumber.put(tag & ~CRITICAL, new Field(tag, value));
        return this;
    }

    TaggedFields put(int tag, long value) {
        return put(tag, new WireWriter(Long.BYTES).u64(value).toByteArray());
    }

    byte @Nullable [] get(int tag) {
        Field field = byNumber.get(tag & ~CRITICAL);
        return field == null || field.tag != tag ? null : field.value;
    }

    /** @throws DecodeFault if it is not there, or not so long */
    byte[] exactly(String what, int tag, int length) {
        byte[] value = get(tag);
        if (value == null || value.length != length) {
            throw new DecodeFault(what + " without its field " + (tag & ~CRITICAL) + " of " + length + " bytes");
        }
        return value;
    }

    /** @throws DecodeFault if it is not there, or no number of 64 bits below 2^63 */
    long number(String what, int tag) {
        long value = WireReader.of(exactly(what, tag, Long.BYTES)).u64();
        if (value < 0) {
            throw new DecodeFault(what + " whose field " + (tag & ~CRITICAL) + " is too large");
        }
        return value;
    }

    void write(WireWriter out) {
        for (Map.Entry<Integer, Field> field : byNumber.entrySet()) {
            out.u16(field.getValue().tag).opaque24(field.getValue().value);
        }
    }
}
