package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireWriter;

/** A TLS 1.2 server's word that a CertificateStatus may follow its Certificate (RFC 6066 section 8): empty data. */
public record StatusRequestAck() implements Extension {
    @Override
    public int type() {
        return ExtensionType.STATUS_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        // The data is empty.
    }
}
