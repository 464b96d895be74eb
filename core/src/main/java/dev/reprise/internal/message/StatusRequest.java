package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * A client's {@code status_request} (RFC 6066 section 8): it takes an OCSP response beside the server's certificates.
 *
 * <pre>{@code
 * struct {
 *     CertificateStatusType status_type;
 *     select (status_type) {
 *         case ocsp: struct {
 *             ResponderID responder_id_list<0..2^16-1>;
 *             Extensions  request_extensions<0..2^16-1>;
 *         } OCSPStatusRequest;
 *     } request;
 * } CertificateStatusRequest;
 * }</pre>
 *
 * @param statusType 1 for OCSP, or one that nobody has defined
 * @param request what follows it
 */
public record StatusRequest(int statusType, byte[] request) implements Extension {
    /** The one type of status there is. */
    public static final int OCSP = 1;

    public StatusRequest {
        request = request.clone();
    }

    /** Asks for OCSP of any responder. */
    public static StatusRequest ocsp() {
        return new StatusRequest(OCSP, new byte[4]);
    }

    /** Whether a hello asks for OCSP. */
    public static boolean isOcspIn(Extensions hello) {
        StatusRequest request = hello.get(StatusRequest.class);
        return request != null && request.statusType() == OCSP;
    }

    static StatusRequest parse(WireReader in) {
        int statusType = in.u8();
        byte[] request = in.rest();
        if (statusType == OCSP) {
            WireReader body = WireReader.of(request);
            body.vector16(0, 0xffff);
            body.vector16(0, 0xffff);
            body.end("status_request");
        }
        return new StatusRequest(statusType, request);
    }

    @Override
    public int type() {
        return ExtensionType.STATUS_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u8(statusType).bytes(request);
    }

    @Override
    public byte[] request() {
        return request.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StatusRequest that
                && statusType == that.statusType
                && Arrays.equals(request, that.request);
    }

    @Override
    public int hashCode() {
        return 31 * statusType + Arrays.hashCode(request);
    }

    @Override
    public String toString() {
        return "StatusRequest[" + statusType + "]";
    }
}
