package dev.reprise.internal.message;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * An OCSP response that a server hands out with its certificate: in TLS 1.3 an extension of the certificate's entry (RFC 9846 section 4.5.1.1), in
 * TLS 1.2 a message of its own, {@link Tls12CertificateStatus} (RFC 6066 section 8).
 *
 * <pre>{@code
 * struct {
 *     CertificateStatusType status_type;
 *     select (status_type) {
 *         case ocsp: opaque OCSPResponse<1..2^24-1>;
 *     } response;
 * } CertificateStatus;
 * }</pre>
 *
 * @param response DER, not looked into here
 */
public record CertificateStatus(byte[] response) implements Extension {
    public CertificateStatus {
        response = response.clone();
    }

    static CertificateStatus parse(WireReader in) {
        int statusType = in.u8();
        if (statusType != StatusRequest.OCSP) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "a certificate's status is of type " + statusType + ", which was not asked for");
        }
        return new CertificateStatus(in.opaque24(1, 0xffffff));
    }

    @Override
    public int type() {
        return ExtensionType.STATUS_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u8(StatusRequest.OCSP).opaque24(response);
    }

    @Override
    public byte[] response() {
        return response.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertificateStatus that && Arrays.equals(response, that.response);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(response);
    }

    @Override
    public String toString() {
        return "CertificateStatus[" + response.length + " bytes]";
    }
}
