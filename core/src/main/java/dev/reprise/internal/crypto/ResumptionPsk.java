package dev.reprise.internal.crypto;

/** The PSK that goes with a ticket (RFC 9846 section 4.7.1). */
public final class ResumptionPsk {
    private ResumptionPsk() {}

    /**
     * {@code HKDF-Expand-Label(resumption_secret, "resumption", ticket_nonce, Hash.length)}
     *
     * @param nonce of the NewSessionTicket, at most 255 bytes: each ticket of a connection has another
     */
    public static Secret derive(HashAlgorithm hash, Secret resumptionSecret, byte[] nonce) {
        return Hkdf.expandLabel(hash, resumptionSecret, "resumption", nonce, hash.length());
    }
}
