package dev.reprise.internal.resumption;

/** What a sealed thing is. What was sealed for one purpose does not open for another, even under the same key. */
public enum Purpose {
    /** A session that its client carries. */
    TICKET(1, "ticket"),
    /** An entry of a session store; its name there is part of the seal. */
    ENTRY(2, "entry"),
    /** A ticket key in a register that several nodes share; its name is part of the seal. */
    WRAPPED_KEY(3, "wrapped key");

    private final int code;
    private final String word;

    Purpose(int code, String word) {
        this.code = code;
        this.word = word;
    }

    /** The byte in the associated data. Never used for anything else again. */
    int code() {
        return code;
    }

    /** The word in the derivation of the keys. */
    String word() {
        return word;
    }
}
