package dev.reprise.interop.applications;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.interop.Certificates;
import dev.reprise.session.Resumption;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * LDAP by UnboundID's library, client and server, both on Reprise: over TLS from the start, and by StartTLS, where both sides make a TLS socket of
 * one that has been in use.
 */
class LdapTest {
    private static final long LIMIT_SECONDS = 60;
    private static final String ENTRY = "dc=interop,dc=test";

    private enum Way {
        LDAPS {
            @Override
            LDAPConnection connect(SSLContext context, int port) throws LDAPException {
                return new LDAPConnection(context.getSocketFactory(), "localhost", port);
            }
        },
        START_TLS {
            @Override
            LDAPConnection connect(SSLContext context, int port) throws LDAPException {
                LDAPConnection connection = new LDAPConnection("localhost", port);
                connection.getRootDSE();
                connection.processExtendedOperation(new StartTLSExtendedRequest(context.getSocketFactory()));
                return connection;
            }
        };

        abstract LDAPConnection connect(SSLContext context, int port) throws LDAPException;
    }

    @TempDir
    private Path directory;

    private final BlockingQueue<Resumption> atServer = new LinkedBlockingQueue<>();
    private InMemoryDirectoryServer server;

    @BeforeEach
    void start() throws Exception {
        SSLContext context = Reprise.server()
                .identity(Certificates.ec().certificate(), Certificates.ec().key())
                .listener(event -> atServer.add(event.resumption()))
                .build();
        InetAddress here = InetAddress.getLoopbackAddress();
        InMemoryDirectoryServerConfig configuration = new InMemoryDirectoryServerConfig(ENTRY);
        configuration.setListenerConfigs(
                InMemoryListenerConfig.createLDAPSConfig(
                        Way.LDAPS.name(), here, 0, context.getServerSocketFactory(), null),
                InMemoryListenerConfig.createLDAPConfig(Way.START_TLS.name(), here, 0, context.getSocketFactory()));
        server = new InMemoryDirectoryServer(configuration);
        server.add("dn: " + ENTRY, "objectClass: domain", "dc: interop");
        server.startListening();
    }

    @AfterEach
    void end() {
        server.shutDown(true);
    }

    private SSLContext client(String version) {
        return Reprise.client()
                .trust(Certificates.authority())
                .versions(version)
                .endpointIdentification("LDAPS")
                .sessions(SessionStores.clientDirectory(directory))
                .build();
    }

    private void visit(Way way, SSLContext context, String how) throws Exception {
        try (LDAPConnection connection = way.connect(context, server.getListenPort(way.name()))) {
            assertThat(connection.getEntry(ENTRY).getAttributeValue("dc")).isEqualTo("interop");
            Resumption resumption = Reprise.resumption(connection.getSSLSession());
            assertThat(resumption.kind().word() + " " + resumption.mechanism().word())
                    .isEqualTo(how);
            Resumption seen = atServer.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(seen).isNotNull();
            assertThat(seen.kind()).isEqualTo(resumption.kind());
        }
    }

    @ParameterizedTest
    @CsvSource({"LDAPS, TLSv1.3, psk", "LDAPS, TLSv1.2, ticket", "START_TLS, TLSv1.3, psk", "START_TLS, TLSv1.2, ticket"
    })
    void resumesTheNextTimeAndFromAnotherContext(Way way, String version, String mechanism) throws Exception {
        SSLContext context = client(version);
        visit(way, context, "full none");
        visit(way, context, "resumed " + mechanism);
        visit(way, client(version), "resumed " + mechanism);
    }
}
