package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.message.Tls12NewSessionTicket;
import org.jspecify.annotations.Nullable;

/**
 * What a client holds while it awaits the end of the server's side: ticket, change_cipher_spec, Finished.
 *
 * @param server who showed its certificates, now or in the session that is resumed
 * @param group of the key exchange, now or in the session that is resumed; null if not known
 * @param shown the identity that this client showed; null if none
 * @param ticket what the server sent in this handshake; null if nothing
 */
record Tls12ServerEnd(
        Tls12ServerAnswer answer,
        MasterSecret master,
        MasterSecret.KeyBlock keys,
        AcceptedPeer server,
        @Nullable NamedGroup group,
        @Nullable Identity shown,
        @Nullable Tls12NewSessionTicket ticket) {

    static Tls12ServerEnd full(
            Tls12ServerAnswer answer,
            MasterSecret master,
            AcceptedPeer server,
            NamedGroup group,
            @Nullable Identity shown) {
        return new Tls12ServerEnd(answer, master, keysOf(answer, master), server, group, shown, null);
    }

    static Tls12ServerEnd resumed(Tls12ServerAnswer answer, MasterSecret master, AcceptedPeer server) {
        NamedGroup group = answer.resumed() == null ? null : answer.resumed().group();
        return new Tls12ServerEnd(answer, master, keysOf(answer, master), server, group, null, null);
    }

    Tls12ServerEnd with(Tls12NewSessionTicket received) {
        return new Tls12ServerEnd(answer, master, keys, server, group, shown, received);
    }

    /** A session that was about to be resumed when a fatal alert came is not offered again. */
    void failed(Effects effects) {
        answer.hello().forget(answer.resumed(), effects);
    }

    /** Destroys every secret: the handshake goes no further. */
    void discard() {
        master.destroy();
        keys.destroy();
    }

    private static MasterSecret.KeyBlock keysOf(Tls12ServerAnswer answer, MasterSecret master) {
        byte[] clientRandom = answer.hello().hello().random();
        answer.endpoint().keyLog().log("CLIENT_RANDOM", clientRandom, master.value());
        return master.keys(clientRandom, answer.serverRandom());
    }
}
