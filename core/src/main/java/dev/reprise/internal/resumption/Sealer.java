package dev.reprise.internal.resumption;

import dev.reprise.internal.crypto.AeadAlgorithm;
import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.crypto.Hkdf;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.WireWriter;
import dev.reprise.session.Reason;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The one format of everything that leaves the process: tickets, store entries, wrapped keys.
 *
 * <pre>
 * struct {
 *     uint8  format = 1;
 *     opaque key_name[16];
 *     opaque salt[32];
 *     opaque sealed[plaintext + 16];     // AES-256-GCM: ciphertext, tag
 * } Sealed;
 *
 * prk         = HKDF-Extract(SHA-256, salt, ticket key)
 * key | nonce = HKDF-Expand(prk, "reprise seal v1 " purpose, 32 + 12)
 * associated  = uint8 format | uint8 purpose | key_name | opaque8 name
 * salt        = HMAC-SHA256(ticket key, "reprise seal salt v1" | random[32] | associated | plaintext)
 * </pre>
 *
 * <p>Each sealed thing has a key of its own, from 256 random bits. One key with random 96-bit nonces could seal 2^32 times
 * before a repetition has to be feared, which a fleet reaches in days; here two things would need the same salt, and no
 * number of nodes and years brings that near. The salt depends on what is sealed as well, so that two virtual machines which go on from
 * one snapshot, with the same randomness ahead of them, still seal different things under different keys. Who opens takes it as it is.
 *
 * <p>{@code name} is the entry's name in its store, so that entries cannot be swapped; empty for tickets. What the decision compares
 * (server name, context, lifetime) is inside and not in the associated data: then it can say what did not fit.
 */
public final class Sealer {
    /** The most that is sealed: a session with the longest chains a handshake takes, with room to spare. */
    public static final int LONGEST_PLAINTEXT = 1 << 18;

    /** How many bytes longer than what is in it a sealed thing is. */
    public static final int OVERHEAD = 1 + TicketKey.NAME_LENGTH + 32 + 16;

    private static final byte FORMAT = 1;
    private static final int NAME_AT = 1;
    private static final int SALT_AT = NAME_AT + TicketKey.NAME_LENGTH;
    private static final int SALT_LENGTH = 32;
    private static final int SEALED_AT = SALT_AT + SALT_LENGTH;
    private static final byte[] SALT_LABEL = "reprise seal salt v1".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_LENGTH = 16;

    private static final Opened UNREADABLE = new Opened.Refused(Reason.UNREADABLE);
    private static final Opened UNKNOWN_KEY = new Opened.Refused(Reason.UNKNOWN_TICKET_KEY);

    private Sealer() {}

    /**
     * Seals.
     *
     * @param name what the thing is called where it is kept, at most 255 bytes; empty if it has no name
     * @throws IllegalStateException if the key has been destroyed: nothing is ever sealed with what is left of it
     * @throws IllegalArgumentException if there is more than {@link #LONGEST_PLAINTEXT}
     */
    public static byte[] seal(TicketKey key, Purpose purpose, byte[] name, byte[] plaintext, SecureRandom random) {
        if (plaintext.length > LONGEST_PLAINTEXT) {
            throw new IllegalArgumentException(plaintext.length + " bytes to seal, at most " + LONGEST_PLAINTEXT);
        }
        byte[] sealed = new byte[OVERHEAD + plaintext.length];
        sealed[0] = FORMAT;
        key.putName(sealed, NAME_AT);
        try {
            byte[] salt = salt(key.key(), associatedData(purpose, name, sealed), plaintext, random);
            System.arraycopy(salt, 0, sealed, SALT_AT, SALT_LENGTH);
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, purpose, name, sealed);
            cipher.doFinal(plaintext, 0, plaintext.length, sealed, SEALED_AT);
        } catch (GeneralSecurityException e) {
            throw new LocalFault("cannot seal: the provider has no AES-256-GCM that works", e);
        }
        return sealed;
    }

    /** Whether that key's name stands on the sealed thing. */
    public static boolean isSealedBy(TicketKey key, byte[] sealed) {
        return sealed.length > OVERHEAD
                && Arrays.equals(key.name(), Arrays.copyOfRange(sealed, 1, 1 + TicketKey.NAME_LENGTH));
    }

    /** Opens with whatever key of the ring the sealed thing names. Takes any bytes. */
    public static Opened open(TicketKeyring ring, Purpose purpose, byte[] name, byte[] sealed) {
        if (sealed.length < OVERHEAD || sealed.length > OVERHEAD + LONGEST_PLAINTEXT || sealed[0] != FORMAT) {
            return UNREADABLE;
        }
        TicketKey key = ring.named(sealed, NAME_AT);
        if (key == null) {
            return UNKNOWN_KEY;
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, purpose, name, sealed);
            return new Opened.Plain(cipher.doFinal(sealed, SEALED_AT, sealed.length - SEALED_AT));
        } catch (AEADBadTagException e) {
            return UNREADABLE;
        } catch (IllegalStateException e) {
            return UNKNOWN_KEY; // retired between the look-up and here
        } catch (GeneralSecurityException e) {
            throw new LocalFault("cannot open: the provider has no AES-256-GCM that works", e);
        }
    }

    private static byte[] salt(Secret key, byte[] associatedData, byte[] plaintext, SecureRandom random)
            throws GeneralSecurityException {
        byte[] fresh = new byte[SALT_LENGTH];
        random.nextBytes(fresh);
        String algorithm = HashAlgorithm.SHA256.hmacName();
        Mac mac = Mac.getInstance(algorithm);
        mac.init(key.asKey(algorithm));
        mac.update(SALT_LABEL);
        mac.update(fresh);
        mac.update(associatedData);
        return mac.doFinal(plaintext);
    }

    private static Cipher cipher(int mode, TicketKey key, Purpose purpose, byte[] name, byte[] sealed)
            throws GeneralSecurityException {
        Secret prk = Hkdf.extract(HashAlgorithm.SHA256, Arrays.copyOfRange(sealed, SALT_AT, SEALED_AT), key.key());
        // Another thread may retire the key meanwhile, and half-wiped bytes must not become a key that others can
        // guess. A
        // destroyed secret says so before its bytes change; the fence keeps this look behind the reading of them.
        VarHandle.acquireFence();
        if (key.key().isDestroyed()) {
            prk.destroy();
            throw new IllegalStateException("the key was destroyed");
        }
        byte[] info = ("reprise seal v1 " + purpose.word()).getBytes(StandardCharsets.US_ASCII);
        Secret expanded = Hkdf.expand(HashAlgorithm.SHA256, prk, info, KEY_LENGTH + NONCE_LENGTH);
        prk.destroy();
        byte[] okm = expanded.copy();
        expanded.destroy();
        Secret own = Secret.owning(Arrays.copyOf(okm, KEY_LENGTH));
        try {
            Cipher cipher = AeadAlgorithm.AES_256_GCM.newCipher();
            cipher.init(mode, own.asKey("AES"), new GCMParameterSpec(8 * TAG_LENGTH, okm, KEY_LENGTH, NONCE_LENGTH));
            cipher.updateAAD(associatedData(purpose, name, sealed));
            return cipher;
        } finally {
            own.destroy();
            Arrays.fill(okm, (byte) 0);
        }
    }

    private static byte[] associatedData(Purpose purpose, byte[] name, byte[] sealed) {
        return new WireWriter(2 + TicketKey.NAME_LENGTH + 1 + name.length)
                .u8(sealed[0])
                .u8(purpose.code())
                .bytes(sealed, NAME_AT, TicketKey.NAME_LENGTH)
                .opaque8(name)
                .toByteArray();
    }
}
