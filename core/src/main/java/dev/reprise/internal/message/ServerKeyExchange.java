package dev.reprise.internal.message;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * ServerKeyExchange of TLS 1.2 with ECDHE (RFC 8422 section 5.4):
 *
 * <pre>{@code
 * struct {
 *     ECCurveType curve_type = named_curve;    // 3
 *     NamedCurve namedcurve;
 *     opaque point<1..2^8-1>;
 * } ServerECDHParams;
 *
 * struct {
 *     ServerECDHParams params;
 *     SignatureScheme algorithm;
 *     opaque signature<0..2^16-1>;             // over client_random, server_random, params
 * } ServerKeyExchange;
 * }</pre>
 */
public record ServerKeyExchange(NamedGroup group, byte[] share, SignatureScheme scheme, byte[] signature)
        implements HandshakeMessage {
    private static final int NAMED_CURVE = 3;

    public ServerKeyExchange {
        share = share.clone();
        signature = signature.clone();
    }

    static ServerKeyExchange parse(WireReader in) {
        int curveType = in.u8();
        if (curveType != NAMED_CURVE) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER, "a ServerKeyExchange with curve type " + curveType);
        }
        return new ServerKeyExchange(
                NamedGroup.of(in.u16()), in.opaque8(1, 0xff), SignatureScheme.of(in.u16()), in.opaque16(0, 0xffff));
    }

    /** What is signed: both randoms and the parameters. */
    public static byte[] signedContent(byte[] clientRandom, byte[] serverRandom, NamedGroup group, byte[] share) {
        WireWriter out = new WireWriter().bytes(clientRandom).bytes(serverRandom);
        writeParams(out, group, share);
        return out.toByteArray();
    }

    private static void writeParams(WireWriter out, NamedGroup group, byte[] share) {
        out.u8(NAMED_CURVE).u16(group.code()).opaque8(share);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_KEY_EXCHANGE;
    }

    @Override
    public void writeBody(WireWriter out) {
        writeParams(out, group, share);
        out.u16(scheme.code()).opaque16(signature);
    }

    @Override
    public byte[] share() {
        return share.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerKeyExchange that
                && group.equals(that.group)
                && scheme.equals(that.scheme)
                && Arrays.equals(share, that.share)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(share) + Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
        return "ServerKeyExchange[" + group + ", " + scheme.name() + "]";
    }
}
