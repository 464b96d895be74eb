package dev.reprise.internal.crypto;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;

/** Key exchange on a curve: each side makes a key pair, gives its public key away, and agrees with the other's. */
abstract sealed class DiffieHellman implements KeyExchange.Mechanism permits Ecdh, X25519 {
    abstract NamedGroup group();

    abstract KeyPair generate(SecureRandom random);

    /** A public key as a share. */
    abstract byte[] encode(PublicKey key);

    /** A share as a public key; refuses what is malformed or not in the group. */
    abstract PublicKey decode(byte[] share);

    /** What both sides do with their own private key and the other's public one. */
    abstract Secret agree(PrivateKey own, PublicKey peer);

    final Secret agree(PrivateKey own, byte[] peerShare) {
        return agree(own, decode(peerShare));
    }

    @Override
    public final KeyExchange.Offer offer(SecureRandom random) {
        return new Offer(this, generate(random));
    }

    @Override
    public final KeyExchange.Answer answer(byte[] peerShare, SecureRandom random) {
        PublicKey peer = decode(peerShare);
        KeyPair pair = generate(random);
        try {
            return new KeyExchange.Answer(encode(pair.getPublic()), agree(pair.getPrivate(), peer));
        } finally {
            EphemeralKey.destroy(pair.getPrivate());
        }
    }

    /** A client's side: its share, and its private key until it has agreed. */
    static final class Offer implements KeyExchange.Offer {
        private final DiffieHellman mechanism;
        private final byte[] share;
        private final EphemeralKey own;

        private Offer(DiffieHellman mechanism, KeyPair pair) {
            this.mechanism = mechanism;
            this.share = mechanism.encode(pair.getPublic());
            this.own = new EphemeralKey(pair.getPrivate());
        }

        @Override
        public NamedGroup group() {
            return mechanism.group();
        }

        @Override
        public byte[] share() {
            return share.clone();
        }

        @Override
        public Secret agree(byte[] peerShare) {
            PrivateKey key = own.take();
            try {
                return mechanism.agree(key, peerShare);
            } finally {
                EphemeralKey.destroy(key);
            }
        }

        @Override
        public void destroy() {
            own.destroy();
        }
    }
}
