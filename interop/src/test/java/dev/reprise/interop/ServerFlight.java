package dev.reprise.interop;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a server says in the clear: its ServerHello, and in TLS 1.2 what follows up to the first message under the new
 * keys. A TLS 1.3 handshake was resumed if the ServerHello names a pre-shared key (RFC 9846 section 4.3.11), a TLS 1.2
 * handshake if no Certificate follows (RFC 5246 section 7.3).
 */
final class ServerFlight {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;
    /** The random of a HelloRetryRequest begins like this (RFC 9846 section 4.1.3). */
    private static final int RETRY = 0xCF21AD74;

    private boolean tls13;
    private boolean psk;
    private boolean retried;
    private int suite;
    private @Nullable String group;

    private ServerFlight() {}

    /** How the handshake came about, as soon as the bytes heard so far say so. */
    static Optional<Seen> judge(byte[] heard) {
        ByteBuffer records = ByteBuffer.wrap(heard);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        boolean keysChange = false;
        while (!keysChange && records.remaining() >= 5) {
            int type = records.get();
            records.getShort();
            int length = Short.toUnsignedInt(records.getShort());
            if (records.remaining() < length) {
                break;
            }
            byte[] fragment = new byte[length];
            records.get(fragment);
            if (type == HANDSHAKE) {
                messages.writeBytes(fragment);
            }
            // A HelloRetryRequest is followed by one that changes nothing.
            keysChange = type == CHANGE_CIPHER_SPEC
                    && new ServerFlight()
                            .read(ByteBuffer.wrap(messages.toByteArray()), true)
                            .isPresent();
        }
        return new ServerFlight().read(ByteBuffer.wrap(messages.toByteArray()), keysChange);
    }

    private Optional<Seen> read(ByteBuffer messages, boolean keysChange) {
        while (messages.remaining() >= 4) {
            int type = messages.get();
            int length = messages.get() << 16 | Short.toUnsignedInt(messages.getShort());
            if (messages.remaining() < length) {
                return Optional.empty();
            }
            ByteBuffer body = messages.slice(messages.position(), length);
            messages.position(messages.position() + length);
            if (type == SERVER_HELLO && readServerHello(body) && tls13) {
                return Optional.of(seen("TLSv1.3", psk));
            }
            if (type == CERTIFICATE) {
                return Optional.of(seen("TLSv1.2", false));
            }
        }
        return keysChange && suite != 0 ? Optional.of(seen("TLSv1.2", true)) : Optional.empty();
    }

    /** Whether it is one, and no HelloRetryRequest. */
    private boolean readServerHello(ByteBuffer body) {
        body.getShort();
        if (body.getInt(body.position()) == RETRY) {
            retried = true;
            return false;
        }
        body.position(body.position() + 32);
        body.position(body.position() + 1 + body.get(body.position()));
        suite = Short.toUnsignedInt(body.getShort());
        body.get();
        if (body.remaining() > 2) {
            body.getShort();
        }
        while (body.remaining() >= 4) {
            int type = Short.toUnsignedInt(body.getShort());
            int length = Short.toUnsignedInt(body.getShort());
            switch (type) {
                case SUPPORTED_VERSIONS -> tls13 = true;
                case PRE_SHARED_KEY -> psk = true;
                case KEY_SHARE -> group = Seen.group(Integer.toString(body.getShort(body.position())));
                default -> {}
            }
            body.position(body.position() + length);
        }
        return true;
    }

    private Seen seen(String protocol, boolean resumed) {
        String code = String.format(Locale.ROOT, ":%04X", suite);
        String name = Stream.of(Suites.TLS13, Suites.ECDSA, Suites.RSA)
                .flatMap(suites -> suites.stream())
                .filter(known -> Suites.code(known).equals(code))
                .findFirst()
                .orElse(code);
        return new Seen(resumed, protocol, name, group, null, null, tls13 ? retried : null);
    }
}
