package dev.reprise.internal.record;

/** The sizes that RFC 9846 sections 5.1, 5.2 and 5.4 give records, in bytes. */
public final class RecordSizes {
    /** Type, version and length before every fragment. */
    public static final int HEADER = 5;

    /** The most content of one record. */
    public static final int MAX_PLAINTEXT = 1 << 14;

    /** The most that a protected record of TLS 1.3 encrypts: content, its type and padding. */
    public static final int MAX_INNER_PLAINTEXT = MAX_PLAINTEXT + 1;

    /** The most that may follow the header of a protected record. */
    public static final int MAX_CIPHERTEXT = MAX_PLAINTEXT + 256;

    /** The most a record takes on the wire, header included. */
    public static final int MAX_RECORD = HEADER + MAX_CIPHERTEXT;

    private RecordSizes() {}
}
