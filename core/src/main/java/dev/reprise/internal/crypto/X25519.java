package dev.reprise.internal.crypto;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/** Diffie-Hellman on Curve25519 (RFC 7748 section 6.1). Shares and the secret are 32 bytes. */
final class X25519 extends DiffieHellman {
    static final X25519 INSTANCE = new X25519();

    static final int SHARE_LENGTH = 32;
    static final int SECRET_LENGTH = 32;

    private static final String ALGORITHM = "X25519";

    private X25519() {}

    @Override
    public boolean isUsable() {
        try {
            KeyAgreement.getInstance(ALGORITHM);
            KeyPairGenerator.getInstance(ALGORITHM);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    NamedGroup group() {
        return NamedGroup.X25519;
    }

    @Override
    Secret agree(PrivateKey own, PublicKey peer) {
        byte[] secret;
        try {
            KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
            agreement.init(own);
            secret = phase(agreement, peer);
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider agrees on x25519", e);
        }
        if (secret.length != SECRET_LENGTH) {
            throw new LocalFault("a secret of " + secret.length + " bytes on x25519");
        }
        if (isZero(secret)) {
            throw smallOrder();
        }
        return Secret.owning(secret);
    }

    /** A provider that checks for the secret of zeros by itself says that the peer's key is invalid. */
    private static byte[] phase(KeyAgreement agreement, PublicKey peer) throws GeneralSecurityException {
        try {
            agreement.doPhase(peer, true);
        } catch (InvalidKeyException e) {
            throw smallOrder();
        }
        return agreement.generateSecret();
    }

    /** RFC 9846 section 7.4.2: the check for the value of zeros, which points of small order lead to. */
    private static PeerMisbehaved smallOrder() {
        return new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, "key share: a point of small order of x25519");
    }

    /** Looks at every byte, wherever the first other than zero stands. */
    private static boolean isZero(byte[] bytes) {
        int seen = 0;
        for (byte b : bytes) {
            seen |= b;
        }
        return seen == 0;
    }

    @Override
    PublicKey decode(byte[] share) {
        if (share.length != SHARE_LENGTH) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER, "key share: " + share.length + " bytes for x25519");
        }
        byte[] bigEndian = reversed(share);
        // RFC 7748 section 5: the most significant bit is masked; values from p on are taken modulo p by the provider.
        bigEndian[0] &= 0x7f;
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian)));
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider takes a point of x25519", e);
        }
    }

    @Override
    byte[] encode(PublicKey key) {
        byte[] bigEndian = ((XECPublicKey) key).getU().toByteArray();
        return Arrays.copyOf(reversed(bigEndian), SHARE_LENGTH);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    @Override
    KeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.X25519, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider makes keys of x25519", e);
        }
    }
}
