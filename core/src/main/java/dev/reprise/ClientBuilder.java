package dev.reprise;

import dev.reprise.internal.settings.ClientSources;
import dev.reprise.internal.settings.Stapling;
import dev.reprise.session.ClientSessions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes the context of a client; see {@link Reprise#client()}. Unless told otherwise it trusts what the JDK trusts,
 * checks that the server's certificate is for the host that it connects to, and keeps the sessions that servers give it
 * in the memory of this process.
 */
public final class ClientBuilder extends ContextBuilder<ClientBuilder> {
    private static final String HTTPS = "HTTPS";

    private @Nullable ClientSessions sessions;
    private boolean tickets = true;
    private int pool = ClientSources.DEFAULT_POOL;
    private Duration lifetime = ClientSources.DEFAULT.lifetime();

    ClientBuilder() {
        settings.endpointIdentification(HTTPS);
    }

    @Override
    ClientBuilder self() {
        return this;
    }

    /**
     * How the server's name is checked, as {@link javax.net.ssl.SSLParameters#setEndpointIdentificationAlgorithm} has
     * it. Default: {@code HTTPS}, the name in the certificate is that of the host. {@code SSLParameters} of a
     * connection may say otherwise.
     *
     * @param algorithm {@code HTTPS} or {@code LDAPS}; empty for not at all: then <b>anybody with a certificate that is
     *     trusted can be in the middle</b>
     */
    public ClientBuilder endpointIdentification(String algorithm) {
        settings.endpointIdentification(algorithm);
        return this;
    }

    /**
     * Whether servers are asked for what their authority says of their certificates (OCSP stapling), which the trust manager then finds in {@link
     * javax.net.ssl.ExtendedSSLSession#getStatusResponses()} of the handshake's session; the JDK's looks at it where it checks revocation. Default: on.
     */
    public ClientBuilder ocspStapling(boolean asked) {
        settings.stapling(new Stapling(asked, null));
        return this;
    }

    /**
     * Where sessions are kept. Default: the memory of this process, which all its clients share; policies are kept
     * apart. The caller closes it.
     */
    public ClientBuilder sessions(ClientSessions clientSessions) {
        sessions = clientSessions;
        return this;
    }

    /**
     * Whether tickets are taken from servers. Off, TLS 1.3 resumes nothing but what is bound by {@link Reprise#resume}, and TLS 1.2 what
     * servers keep under session IDs. Default: on.
     */
    public ClientBuilder tickets(boolean taken) {
        tickets = taken;
        return this;
    }

    /**
     * How many sessions for one server are wanted: as many connections can be resumed at once. A server is asked for
     * those that lack (RFC 9149). Default: 4.
     *
     * @param wanted 1 to 32
     */
    public ClientBuilder ticketPool(int wanted) {
        pool = wanted;
        return this;
    }

    /**
     * How long a session may be resumed, counted from the handshake that authenticated, where the server allows as
     * much. Default: 7 days.
     *
     * @param duration more than 0, at most 7 days
     */
    public ClientBuilder lifetime(Duration duration) {
        requirePositive("lifetime", duration);
        lifetime = duration;
        return this;
    }

    /** Whether hellos look like TLS 1.2's to what stands between (RFC 9846, appendix E.4). Default: on. */
    public ClientBuilder middleboxCompatibility(boolean on) {
        settings.compatibilityMode(on);
        return this;
    }

    @Override
    void complete() {
        settings.client(new ClientSources(sessions, tickets, lifetime, pool));
    }
}
