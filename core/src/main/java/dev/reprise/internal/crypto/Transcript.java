package dev.reprise.internal.crypto;

import dev.reprise.internal.wire.LocalFault;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The running hash of a handshake (RFC 9846 section 4.1). Messages are kept until the suite, and with it the hash, is known;
 * from then on each is hashed once, and forked where a value is needed.
 */
public final class Transcript {
    private static final byte MESSAGE_HASH = (byte) 254;

    private @Nullable ByteArrayOutputStream messages = new ByteArrayOutputStream(1024);
    private @Nullable HashAlgorithm hash;
    private @Nullable MessageDigest digest;
    private int count;

    public Transcript() {}

    /** Adds one whole handshake message, header included. */
    public void add(byte[] message) {
        count++;
        if (messages != null) {
            messages.writeBytes(message);
        }
        if (digest != null) {
            digest.update(message);
        }
    }

    /**
     * Settles the hash, and forgets the messages as such. A second call with the same hash does nothing, so that it need
     * not be known whether a HelloRetryRequest came before.
     *
     * @throws IllegalStateException if another hash was selected before
     */
    public void select(HashAlgorithm selected) {
        selectAndKeep(selected);
        messages = null;
    }

    /**
     * Settles the hash, and goes on keeping the messages: CertificateVerify of TLS 1.2 signs them as they are, with a hash
     * of its own (RFC 5246 section 7.4.8). {@link #forget} ends that.
     *
     * @throws IllegalStateException if another hash was selected before
     */
    public void selectAndKeep(HashAlgorithm selected) {
        if (hash == null) {
            hash = selected;
            digest = selected.newDigest();
            digest.update(messages());
        } else if (hash != selected) {
            throw new IllegalStateException("the transcript's hash is " + hash + " already");
        }
    }

    /** Forgets the messages as such; their hash goes on. */
    public void forget() {
        if (digest == null) {
            throw new IllegalStateException("no hash selected yet");
        }
        messages = null;
    }

    /**
     * All messages so far, one behind the other: a copy.
     *
     * @throws IllegalStateException if they were forgotten
     */
    public byte[] messages() {
        if (messages == null) {
            throw new IllegalStateException("the transcript keeps no messages any more");
        }
        return messages.toByteArray();
    }

    /**
     * The hash of the messages so far.
     *
     * @throws IllegalStateException if no hash was selected
     */
    public byte[] hash() {
        return fork().digest();
    }

    /**
     * The hash of the messages so far and of some more bytes, which are not added: a ClientHello without its binders is
     * hashed so.
     *
     * @param algorithm before a hash is selected, any; after that, the selected one
     * @throws IllegalStateException if another hash was selected
     */
    public byte[] hashWith(HashAlgorithm algorithm, byte[] more, int offset, int length) {
        MessageDigest forked;
        if (digest == null) {
            forked = algorithm.newDigest();
            forked.update(messages());
        } else if (algorithm == hash) {
            forked = fork();
        } else {
            throw new IllegalStateException("the transcript's hash is " + hash + ", not " + algorithm);
        }
        forked.update(more, offset, length);
        return forked.digest();
    }

    /**
     * Puts a {@code message_hash} in the place of the first ClientHello, when a HelloRetryRequest answers it. The hash has
     * to be selected, the hello to be all there is.
     */
    public void replaceFirstHelloByItsHash() {
        if (count != 1 || hash == null || digest == null) {
            throw new IllegalStateException("the first hello has to be all there is, and the hash selected");
        }
        byte[] hello = digest.digest();
        digest.update(new byte[] {MESSAGE_HASH, 0, 0, (byte) hash.length()});
        digest.update(hello);
        messages = null;
        count++; // what stands there now is no hello to be replaced again
    }

    private MessageDigest fork() {
        if (digest == null) {
            throw new IllegalStateException("no hash selected yet");
        }
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new LocalFault("the provider's " + digest.getAlgorithm() + " cannot be forked", e);
        }
    }
}
