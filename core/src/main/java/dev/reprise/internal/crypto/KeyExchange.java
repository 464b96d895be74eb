package dev.reprise.internal.crypto;

import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.security.SecureRandom;

/**
 * How both sides come to a shared secret (RFC 9846 section 7.4): Diffie-Hellman on curves, and key encapsulation beside it.
 * Every key serves one handshake; there is nothing to reuse.
 *
 * <p>All of them look alike: the client {@linkplain #offer offers} a share, the server {@linkplain #answer answers} it with
 * its own and has the secret, the client {@linkplain Offer#agree agrees} with the server's and has it too.
 */
public final class KeyExchange {
    private KeyExchange() {}

    /** The client's side, between its hello and the server's. */
    public sealed interface Offer permits DiffieHellman.Offer, HybridKem.HybridOffer {
        NamedGroup group();

        /** {@code key_exchange} of the client's KeyShareEntry: a copy. */
        byte[] share();

        /**
         * The shared secret. The private key has done its work then and is {@linkplain #destroy destroyed}, whether this
         * went well or not.
         *
         * @param peerShare {@code key_exchange} of the server's KeyShareEntry
         * @throws PeerMisbehaved with {@code illegal_parameter} if the share is malformed, not in the group, or leads to
         *     a secret that anybody could know
         * @throws IllegalStateException on a second call, or after {@link #destroy}
         */
        Secret agree(byte[] peerShare);

        /** Lets go of the private key. What providers hold of it is overwritten if they can. */
        void destroy();
    }

    /**
     * The server's side, in one step.
     *
     * @param share {@code key_exchange} of the server's KeyShareEntry; the array itself
     */
    public record Answer(byte[] share, Secret secret) {}

    /**
     * A fresh key for a client to offer.
     *
     * @throws IllegalArgumentException if the group is not {@linkplain NamedGroup#isKnown known}
     * @throws LocalFault if the JCA fails, as it does where the group is not {@linkplain NamedGroup#isUsable usable}
     */
    public static Offer offer(NamedGroup group, SecureRandom random) {
        return mechanism(group).offer(random);
    }

    /**
     * A fresh key for a server, and the secret.
     *
     * @param peerShare {@code key_exchange} of the client's KeyShareEntry
     * @throws PeerMisbehaved with {@code illegal_parameter} if the share is malformed, not in the group, or leads to a
     *     secret that anybody could know
     * @throws IllegalArgumentException if the group is not {@linkplain NamedGroup#isKnown known}
     * @throws LocalFault if the JCA fails
     */
    public static Answer answer(NamedGroup group, byte[] peerShare, SecureRandom random) {
        return mechanism(group).answer(peerShare, random);
    }

    static boolean isUsable(NamedGroup group) {
        return mechanism(group).isUsable();
    }

    /** One way to run a group. */
    sealed interface Mechanism permits DiffieHellman, HybridKem {
        boolean isUsable();

        Offer offer(SecureRandom random);

        Answer answer(byte[] peerShare, SecureRandom random);
    }

    private static Mechanism mechanism(NamedGroup group) {
        if (group.equals(NamedGroup.X25519)) {
            return X25519.INSTANCE;
        }
        if (group.equals(NamedGroup.SECP256R1)) {
            return Ecdh.SECP256R1;
        }
        if (group.equals(NamedGroup.SECP384R1)) {
            return Ecdh.SECP384R1;
        }
        if (group.equals(NamedGroup.X25519MLKEM768)) {
            return HybridKem.X25519_MLKEM768;
        }
        throw new IllegalArgumentException("no key exchange for group " + group);
    }
}
