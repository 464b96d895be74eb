package dev.reprise.hostile;

import de.rub.nds.modifiablevariable.bytearray.ModifiableByteArray;
import de.rub.nds.modifiablevariable.util.Modifiable;
import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.ExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.PSKKeyExchangeModesExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.PreSharedKeyExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.SessionTicketTLSExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.UnknownExtensionMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** A ClientHello of TLS-Attacker's in which something is other than it should be. */
final class Offer {
    final ClientHelloMessage hello;
    private final Attacker attacker;

    Offer(Attacker attacker) {
        this.attacker = attacker;
        hello = new ClientHelloMessage(attacker.config());
    }

    PreSharedKeyExtensionMessage preSharedKey() {
        return hello.getExtension(PreSharedKeyExtensionMessage.class);
    }

    /** Changes a byte of the one identity, or of its length or age. */
    Offer changingIdentities(int at) {
        preSharedKey().setIdentityListBytes(flipped(at));
        return this;
    }

    /** Changes a byte of the age that the one identity has with it. */
    Offer changingAge(int at) {
        return changingIdentities(Short.BYTES + attacker.ticket().length + at);
    }

    Offer identities(byte[] list) {
        preSharedKey().setIdentityListBytes(Modifiable.explicit(list));
        return this;
    }

    /** An entry of the list of identities, with no age. */
    static byte[] identity(byte[] identity) {
        return joined(vector(2, identity), new byte[4]);
    }

    Offer modes(int... modes) {
        byte[] list = new byte[modes.length];
        for (int i = 0; i < modes.length; i++) {
            list[i] = (byte) modes[i];
        }
        hello.getExtension(PSKKeyExchangeModesExtensionMessage.class)
                .setKeyExchangeModesListBytes(Modifiable.explicit(list));
        return this;
    }

    Offer changingBinders(int at) {
        preSharedKey().setBinderListBytes(flipped(at));
        return this;
    }

    Offer binders(byte[] list) {
        preSharedKey().setBinderListBytes(Modifiable.explicit(list));
        return this;
    }

    Offer changingTicket(int at) {
        hello.getExtension(SessionTicketTLSExtensionMessage.class)
                .getSessionTicket()
                .setIdentity(flipped(at));
        return this;
    }

    Offer changingSessionId(int at) {
        hello.setSessionId(flipped(at));
        return this;
    }

    Offer without(Class<? extends ExtensionMessage> extension) {
        hello.getExtensions().removeIf(extension::isInstance);
        return this;
    }

    /** Puts an extension before all others. */
    Offer first(ExtensionMessage extension) {
        hello.getExtensions().remove(extension);
        hello.getExtensions().add(0, extension);
        return this;
    }

    static ModifiableByteArray flipped(int at) {
        return Modifiable.xor(new byte[] {1}, at);
    }

    /** An extension of whichever type with whichever content. */
    static ExtensionMessage extension(int type, byte[] content) {
        UnknownExtensionMessage extension = new UnknownExtensionMessage();
        extension.setTypeConfig(new byte[] {(byte) (type >> 8), (byte) type});
        extension.setDataConfig(content);
        return extension;
    }

    static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** Bytes with their length in front, in so many bytes. */
    static byte[] vector(int lengthBytes, byte[] content) {
        ByteBuffer vector = ByteBuffer.allocate(lengthBytes + content.length);
        for (int i = lengthBytes - 1; i >= 0; i--) {
            vector.put((byte) (content.length >> 8 * i));
        }
        return vector.put(content).array();
    }

    static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
