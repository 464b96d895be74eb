package dev.reprise.jsse;

import dev.reprise.internal.jsse.ProvidedContext;
import dev.reprise.internal.settings.SystemSettings;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContextSpi;
import org.jspecify.annotations.Nullable;

/**
 * The JSSE provider {@code Reprise}, for programs that can only name a provider or a protocol. It has the {@code
 * SSLContext} algorithms {@code TLS}, {@code TLSv1.3} and, for those that can only name a protocol, {@code Reprise};
 * {@code TLSv1.2}, whose contexts enable TLS 1.2 alone until a connection is told otherwise; and
 * {@code Default} only where the system property {@code dev.reprise.default} is {@code true}. It has no key managers,
 * trust managers or cryptography: those are the JDK's.
 *
 * <p>Contexts take their settings from the system properties {@code dev.reprise.*}, which say what the builders of
 * {@code dev.reprise.Reprise} say:
 *
 * <table>
 *   <caption>System properties, each beginning with {@code dev.reprise.}</caption>
 *   <tr><th>name</th><th>value</th><th>default</th></tr>
 *   <tr><td>{@code store}</td><td>where a server's sessions are kept: {@code memory}, {@code none}, {@code file:PATH},
 * or what a {@link dev.reprise.session.StoreProvider} answers to</td><td>{@code memory}</td></tr>
 *   <tr><td>{@code secret}</td><td>the file of the fleet's secret</td><td>none; for {@code file:PATH}, {@code
 * PATH.secret}, made if it is not there</td></tr>
 *   <tr><td>{@code ticketKeys}</td><td>{@code ephemeral}, {@code file:PATH}, {@code dir:PATH}, {@code derive} or {@code
 * derive:PATH}</td><td>{@code ephemeral}</td></tr>
 *   <tr><td>{@code rotate}</td><td>how long one ticket key seals, such as {@code 90s}, {@code 15m}, {@code 6h}, {@code
 * 7d}</td><td>{@code 6h}</td></tr>
 *   <tr><td>{@code lifetime}</td><td>how long a server's session may be resumed, at most {@code 7d}</td><td>{@code
 * 6h}</td></tr>
 *   <tr><td>{@code tickets}</td><td>whether clients may carry sessions in tickets: {@code true} or {@code
 * false}</td><td>{@code true}</td></tr>
 *   <tr><td>{@code ticketMode}</td><td>{@code stateless} or {@code stored}</td><td>{@code stateless}</td></tr>
 *   <tr><td>{@code ticketCount}</td><td>tickets after a handshake, 0 to 32</td><td>2</td></tr>
 *   <tr><td>{@code clientSessions}</td><td>where a client's sessions are kept: {@code memory}, {@code dir:PATH} or
 * {@code file:PATH}</td><td>{@code memory}</td></tr>
 *   <tr><td>{@code ticketPool}</td><td>sessions wanted for one server, 1 to 32</td><td>4</td></tr>
 *   <tr><td>{@code ciphers}, {@code groups}</td><td>IANA's names, separated by commas, the preferred
 * first</td><td>all</td></tr>
 *   <tr><td>{@code context}, {@code trustPolicy}</td><td>names that part sessions, and join trust
 * managers</td><td>none</td></tr>
 *   <tr><td>{@code revalidation}</td><td>{@code expiry} or {@code full}</td><td>{@code expiry}</td></tr>
 *   <tr><td>{@code pskKe}</td><td>resumption without a new key exchange: {@code true}, {@code false}, or {@code insisted} (with keys that have no forward
 * secrecy too)</td><td>{@code false}</td></tr>
 *   <tr><td>{@code ocspResponse}</td><td>a file with an OCSP response (DER) that servers hand out, read again when it changes</td><td>none</td></tr>
 *   <tr><td>{@code default}</td><td>{@code true}: the provider has {@code SSLContext.Default}</td><td>{@code
 * false}</td></tr>
 * </table>
 *
 * <p>What these do not say, the JDK's own switches do, where they have a meaning here: {@code jdk.tls.namedGroups} (groups), {@code
 * jdk.tls.server.newSessionTicketCount} (ticketCount), {@code jdk.tls.server.sessionTicketTimeout} and {@code jdk.tls.server.statelessKeyTimeout}
 * (lifetime and rotate, in seconds), {@code jdk.tls.server.enableSessionTicketExtension} (tickets), {@code
 * jdk.tls.client.useCompatibilityMode} and {@code jdk.tls.client.enableStatusRequestExtension}. A value of theirs that cannot be understood is warned about and has no effect.
 *
 * <p>A property of another name is warned about, with the nearest one that there is. As JSSE has it, and other than a
 * client of {@code dev.reprise.Reprise}, contexts of the provider check a server's name only where {@code
 * SSLParameters} say so.
 */
public final class RepriseProvider extends Provider {
    private static final long serialVersionUID = 1L;

    /** Its name. */
    public static final String NAME = "Reprise";

    private static final String VERSION = "0.1";
    private static final List<String> ALGORITHMS = List.of("TLS", "TLSv1.3", "Reprise");
    private static final String TLS12 = "TLSv1.2";

    /** The provider; {@code java.security} and {@link java.util.ServiceLoader} make it by this. */
    public RepriseProvider() {
        super(NAME, VERSION, "Reprise: TLS 1.3 and 1.2 whose sessions survive");
        for (String algorithm : ALGORITHMS) {
            putService(new ContextService(this, algorithm, ProvidedContext::uninitialised));
        }
        putService(new ContextService(this, TLS12, ProvidedContext::uninitialisedTls12));
        if (SystemSettings.read().isDefaultWanted()) {
            putService(new ContextService(this, "Default", ProvidedContext::byDefault));
        }
    }

    /** Makes contexts without reflection: their class is nobody's business. */
    private static final class ContextService extends Service {
        private final Supplier<SSLContextSpi> maker;

        ContextService(Provider provider, String algorithm, Supplier<SSLContextSpi> maker) {
            super(provider, "SSLContext", algorithm, ProvidedContext.class.getName(), List.of(), Map.of());
            this.maker = maker;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            try {
                return maker.get();
            } catch (RuntimeException e) {
                throw new NoSuchAlgorithmException("no context: " + e.getMessage(), e);
            }
        }
    }
}
