package dev.reprise.internal.jsse;

import dev.reprise.internal.crypto.SignatureScheme;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import org.jspecify.annotations.Nullable;

/** What all sessions of JSSE have in common here: the sizes of buffers, the values that an application binds. */
abstract class BasicSession extends ExtendedSSLSession {
    /** The JDK's size, which frameworks know: room for any record of TLS 1.3 and of TLS 1.2. */
    static final int PACKET_BUFFER_SIZE = 16_709;

    /** Room for the content of any record. */
    static final int APPLICATION_BUFFER_SIZE = 16_704;

    /**
     * The name under which a session gives itself, so that it is found behind the wrappers that some clients hand out.
     * It is not among {@link #getValueNames()}.
     */
    static final String SELF = "dev.reprise.session";

    private final SessionValues values;

    BasicSession(SessionValues values) {
        this.values = values;
    }

    @Override
    public final int getPacketBufferSize() {
        return PACKET_BUFFER_SIZE;
    }

    @Override
    public final int getApplicationBufferSize() {
        return APPLICATION_BUFFER_SIZE;
    }

    @Override
    public final void putValue(String name, Object value) {
        if (name == null || value == null) {
            throw new IllegalArgumentException("name and value must not be null");
        }
        values.put(this, name, value);
    }

    @Override
    public final @Nullable Object getValue(String name) {
        if (name == null) {
            throw new IllegalArgumentException("the name must not be null");
        }
        return name.equals(SELF) ? this : values.get(name);
    }

    @Override
    public final void removeValue(String name) {
        if (name == null) {
            throw new IllegalArgumentException("the name must not be null");
        }
        values.remove(this, name);
    }

    @Override
    public final String[] getValueNames() {
        return values.names();
    }

    /** JCA names such as {@code SHA256withECDSA}: what the JDK's managers make constraints of. */
    static String[] jcaNames(List<SignatureScheme> schemes) {
        return schemes.stream()
                .filter(SignatureScheme::isKnown)
                .map(SignatureScheme::jcaName)
                .distinct()
                .toArray(String[]::new);
    }
}
