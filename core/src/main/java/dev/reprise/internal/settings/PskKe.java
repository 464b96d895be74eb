package dev.reprise.internal.settings;

/** Whether sessions are resumed without a new key exchange ({@code psk_ke}): without forward secrecy, that is. */
public enum PskKe {
    OFF,
    /** Where the peer has it too, and what a server seals its tickets with is one day gone: until then a recorded connection can be read. */
    ALLOWED,
    /** Even with ticket keys that are never gone, because they are derived from a secret: whoever gets that reads all that was recorded. */
    INSISTED
}
