package dev.reprise.internal.crypto;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem): secure as long as one of its two parts is. Shares and secrets stand one
 * behind the other, ML-KEM's first:
 *
 * <pre>
 * client share = encapsulation key (1184) || x25519 (32)
 * server share = ciphertext (1088)        || x25519 (32)
 * secret       = ML-KEM secret (32)       || x25519 secret (32)
 * </pre>
 */
final class HybridKem implements KeyExchange.Mechanism {
    static final HybridKem X25519_MLKEM768 = new HybridKem();

    private HybridKem() {}

    @Override
    public boolean isUsable() {
        return MlKem768.isUsable() && X25519.INSTANCE.isUsable();
    }

    @Override
    public KeyExchange.Offer offer(SecureRandom random) {
        return new HybridOffer(MlKem768.generate(random), X25519.INSTANCE.offer(random));
    }

    @Override
    public KeyExchange.Answer answer(byte[] peerShare, SecureRandom random) {
        checkLength(peerShare, MlKem768.KEY_LENGTH, "client");
        byte[] peerKem = Arrays.copyOf(peerShare, MlKem768.KEY_LENGTH);
        byte[] peerX25519 = Arrays.copyOfRange(peerShare, MlKem768.KEY_LENGTH, peerShare.length);
        MlKem768.Encapsulated kem = MlKem768.encapsulate(peerKem, random);
        try {
            KeyExchange.Answer x25519 = X25519.INSTANCE.answer(peerX25519, random);
            return new KeyExchange.Answer(
                    concatenated(kem.ciphertext(), x25519.share()), joined(kem.secret(), x25519.secret()));
        } finally {
            kem.secret().destroy();
        }
    }

    private static void checkLength(byte[] share, int kemLength, String whose) {
        if (share.length != kemLength + X25519.SHARE_LENGTH) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "key share: " + share.length + " bytes for the " + whose + "'s part of X25519MLKEM768");
        }
    }

    /** Both secrets in one; they end here. */
    private static Secret joined(Secret kem, Secret x25519) {
        Secret joined = Secret.owning(concatenated(kem.bytes(), x25519.bytes()));
        kem.destroy();
        x25519.destroy();
        return joined;
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static final class HybridOffer implements KeyExchange.Offer {
        private final byte[] encapsulationKey;
        private final EphemeralKey own;
        private final KeyExchange.Offer x25519;

        private HybridOffer(KeyPair kem, KeyExchange.Offer x25519) {
            this.encapsulationKey = MlKem768.encode(kem.getPublic());
            this.own = new EphemeralKey(kem.getPrivate());
            this.x25519 = x25519;
        }

        @Override
        public NamedGroup group() {
            return NamedGroup.X25519MLKEM768;
        }

        @Override
        public byte[] share() {
            return concatenated(encapsulationKey, x25519.share());
        }

        @Override
        public Secret agree(byte[] peerShare) {
            PrivateKey key = own.take();
            try {
                checkLength(peerShare, MlKem768.CIPHERTEXT_LENGTH, "server");
                Secret classical =
                        x25519.agree(Arrays.copyOfRange(peerShare, MlKem768.CIPHERTEXT_LENGTH, peerShare.length));
                Secret kem = MlKem768.decapsulate(key, Arrays.copyOf(peerShare, MlKem768.CIPHERTEXT_LENGTH));
                return joined(kem, classical);
            } finally {
                EphemeralKey.destroy(key);
                x25519.destroy();
            }
        }

        @Override
        public void destroy() {
            own.destroy();
            x25519.destroy();
        }
    }
}
