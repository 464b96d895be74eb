package dev.reprise.internal.crypto;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/**
 * Diffie-Hellman on a NIST curve. Shares are uncompressed points (RFC 9846 section 4.3.8.2), the secret is the x coordinate
 * in the full length of the field, leading zeros included (section 7.4.2).
 */
final class Ecdh extends DiffieHellman {
    static final Ecdh SECP256R1 = new Ecdh(NamedGroup.SECP256R1, Curve.SECP256R1);
    static final Ecdh SECP384R1 = new Ecdh(NamedGroup.SECP384R1, Curve.SECP384R1);

    private final NamedGroup group;
    private final Curve curve;

    private Ecdh(NamedGroup group, Curve curve) {
        this.group = group;
        this.curve = curve;
    }

    @Override
    public boolean isUsable() {
        try {
            KeyAgreement.getInstance("ECDH");
            KeyPairGenerator.getInstance("EC").initialize(curve.generatorSpec());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    NamedGroup group() {
        return group;
    }

    @Override
    Secret agree(PrivateKey own, PublicKey peer) {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(own);
            agreement.doPhase(peer, true);
            return fixedLength(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider agrees on " + group, e);
        }
    }

    /** Some providers leave leading zeros out. */
    private Secret fixedLength(byte[] x) {
        if (x.length == curve.fieldLength()) {
            return Secret.owning(x);
        }
        if (x.length > curve.fieldLength()) {
            throw new LocalFault("a secret of " + x.length + " bytes on " + group);
        }
        byte[] padded = new byte[curve.fieldLength()];
        System.arraycopy(x, 0, padded, padded.length - x.length, x.length);
        Arrays.fill(x, (byte) 0);
        return Secret.owning(padded);
    }

    @Override
    PublicKey decode(byte[] share) {
        ECPoint point;
        try {
            point = curve.decode(share);
        } catch (IllegalArgumentException e) {
            throw new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, "key share: " + e.getMessage());
        }
        try {
            return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve.parameters()));
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider takes a point of " + group, e);
        }
    }

    @Override
    byte[] encode(PublicKey key) {
        return curve.encode(((ECPublicKey) key).getW());
    }

    @Override
    KeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(curve.generatorSpec(), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider makes keys of " + group, e);
        }
    }
}
