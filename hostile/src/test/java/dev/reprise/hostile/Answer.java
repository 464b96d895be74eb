package dev.reprise.hostile;

import de.rub.nds.modifiablevariable.util.Modifiable;
import de.rub.nds.tlsattacker.core.protocol.message.ServerHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.ExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.PreSharedKeyExtensionMessage;

/** A ServerHello or HelloRetryRequest of TLS-Attacker's in which something is other than it should be. */
record Answer(ServerHelloMessage hello, Attacker attacker) {
    /** Takes no session, and has no secret of one in its keys. */
    Answer declining() {
        attacker.context().setPsk(null);
        return without(PreSharedKeyExtensionMessage.class);
    }

    Answer version(String hex) {
        hello.setProtocolVersion(Modifiable.explicit(Offer.hex(hex)));
        return this;
    }

    Answer sessionId(byte[] id) {
        hello.setSessionId(Modifiable.explicit(id));
        return this;
    }

    Answer suite(String hex) {
        hello.setSelectedCipherSuite(Modifiable.explicit(Offer.hex(hex)));
        return this;
    }

    Answer compression(int method) {
        hello.setSelectedCompressionMethod(Modifiable.explicit((byte) method));
        return this;
    }

    /** The last eight bytes of the random. */
    Answer sentinel(String hex) {
        hello.setRandom(Modifiable.explicit(Offer.joined(Offer.filled(24, 7), Offer.hex(hex))));
        return this;
    }

    Answer selectedIdentity(int index) {
        hello.getExtension(PreSharedKeyExtensionMessage.class).setSelectedIdentity(Modifiable.explicit(index));
        return this;
    }

    Answer without(Class<? extends ExtensionMessage> extension) {
        hello.getExtensions().removeIf(extension::isInstance);
        return this;
    }

    Answer with(int type, String content) {
        hello.addExtension(Offer.extension(type, Offer.hex(content)));
        return this;
    }

    /** The same extension with another content. */
    Answer instead(Class<? extends ExtensionMessage> extension, int type, String content) {
        return without(extension).with(type, content);
    }
}
