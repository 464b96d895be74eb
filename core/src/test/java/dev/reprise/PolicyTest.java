package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.session.ClientSessions;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import dev.reprise.testing.TestClock;
import dev.reprise.testing.TestPki;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Who resumes whose sessions when the policy is another one: all contexts here share the process's keyring and its
 * store.
 */
class PolicyTest {
    private static final String SHARED_POOL = "the client's sessions are in one pool";

    private final ClientSessions pool = SessionStores.clientMemory();

    private ClientBuilder pooled() {
        return Reprise.client().trust(PKI.trustStore()).sessions(pool);
    }

    private static Resumption connect(SSLContext client, SSLContext server) throws SSLException {
        EnginePair pair = new EnginePair(client, server).handshake();
        assertThat(Reprise.session(pair.client.engine)).as(SHARED_POOL).isPresent();
        return Reprise.resumption(pair.server.engine);
    }

    /** How a client that was at the first server fares at the second. */
    private static Reason from(SSLContext client, SSLContext first, SSLContext second) throws SSLException {
        connect(client, first);
        return connect(client, second).reason();
    }

    @Nested
    class Servers {
        private final SSLContext client = client().build();

        @Test
        void aNewContextForTheSameCertificateResumes() throws Exception {
            assertThat(from(client, server().build(), server().build())).isEqualTo(Reason.RESUMED);
        }

        @Test
        void aRenewedCertificateWithANewKeyResumes() throws Exception {
            TestPki.Identity renewed = PKI.issue("localhost", "RSA", "127.0.0.1", "localhost", "more.example");
            SSLContext reloaded = Reprise.server()
                    .identity(renewed.keyStore(), TestPki.PASSWORD)
                    .build();

            assertThat(from(client, server().build(), reloaded)).isEqualTo(Reason.RESUMED);
        }

        @Test
        void storedSessionsOutliveTheContextToo() throws Exception {
            connect(client, server().ticketMode(TicketMode.STORED).build());
            Resumption second =
                    connect(client, server().ticketMode(TicketMode.STORED).build());

            assertThat(second.mechanism()).isEqualTo(Mechanism.PSK_STORED);
        }

        @Test
        void aCertificateThatLostANameDoesNot() throws Exception {
            TestPki.Identity less = PKI.issue("localhost", "EC", "localhost");
            SSLContext reloaded =
                    Reprise.server().identity(less.keyStore(), TestPki.PASSWORD).build();

            assertThat(from(client, server().build(), reloaded)).isEqualTo(Reason.CONTEXT_MISMATCH);
        }

        @Test
        void anotherApplicationDoesNot() throws Exception {
            assertThat(from(
                            client,
                            server().context("shop").build(),
                            server().context("bank").build()))
                    .isEqualTo(Reason.CONTEXT_MISMATCH);
        }

        @Test
        void isolatedKeysDoNot() throws Exception {
            assertThat(from(
                            client,
                            server().ticketKeys(TicketKeys.isolated()).build(),
                            server().ticketKeys(TicketKeys.isolated()).build()))
                    .isEqualTo(Reason.UNKNOWN_TICKET_KEY);
        }

        @Test
        void derivedKeysOfOneSecretDo() throws Exception {
            FleetSecret secret = FleetSecret.generate();
            assertThat(from(
                            client,
                            server().secret(secret)
                                    .ticketKeys(TicketKeys.derived())
                                    .build(),
                            server().secret(secret)
                                    .ticketKeys(TicketKeys.derived())
                                    .build()))
                    .isEqualTo(Reason.RESUMED);
        }

        @Test
        void anotherAuthorityForClientsRefusesThem() throws Exception {
            TestPki another = TestPki.newAuthority("Another");
            SSLContext authenticating =
                    client().identity(PKI.client().keyStore(), TestPki.PASSWORD).build();
            ServerBuilder mine = server().trust(PKI.trustStore()).clientAuth(ClientAuth.WANT);
            ServerBuilder others = server().trust(another.trustStore()).clientAuth(ClientAuth.WANT);

            assertThat(from(authenticating, mine.build(), others.build())).isEqualTo(Reason.CONTEXT_MISMATCH);
        }

        @Test
        void clientAuthenticationThatWasTightenedRefusesThoseWhoShowedNothing() throws Exception {
            SSLContext authenticating =
                    client().identity(PKI.client().keyStore(), TestPki.PASSWORD).build();
            SSLContext open = server().trust(PKI.trustStore()).build();
            SSLContext strict =
                    server().trust(PKI.trustStore()).clientAuth(ClientAuth.NEED).build();

            assertThat(from(authenticating, open, strict)).isEqualTo(Reason.CLIENT_AUTHENTICATION_MISMATCH);
            assertThat(from(authenticating, strict, strict)).isEqualTo(Reason.RESUMED);
        }

        @Test
        void whomAServerWouldTrustDoesNotMatterWhereItAsksNobody() throws Exception {
            TestPki another = TestPki.newAuthority("Another");

            assertThat(from(
                            client,
                            server().trust(PKI.trustStore()).build(),
                            server().trust(another.trustStore()).build()))
                    .isEqualTo(Reason.RESUMED);
        }

        @Test
        void aLoweredLifetimeEndsSessionsThatWereIssuedBefore() throws Exception {
            TestClock clock = TestClock.started();
            TicketKeys keys = TicketKeys.derived(FleetSecret.generate());
            SSLContext patient = server().clock(clock).ticketKeys(keys).build();
            SSLContext strict = server().clock(clock)
                    .ticketKeys(keys)
                    .lifetime(Duration.ofMinutes(10))
                    .build();
            SSLContext turning = client().clock(clock).build();
            connect(turning, patient);
            clock.advance(Duration.ofMinutes(11));

            assertThat(connect(turning, strict).reason()).isEqualTo(Reason.EXPIRED);
        }

        @Test
        void jssesTimeoutIsTheLifetimeAndZeroIsTheMost() throws Exception {
            SSLContext server = server().build();
            assertThat(server.getServerSessionContext().getSessionTimeout())
                    .isEqualTo((int) Duration.ofHours(6).toSeconds());
            server.getServerSessionContext().setSessionTimeout(0);
            assertThat(server.getServerSessionContext().getSessionTimeout())
                    .isEqualTo((int) Duration.ofDays(7).toSeconds());
            server.getServerSessionContext().setSessionTimeout(Integer.MAX_VALUE);
            assertThat(server.getServerSessionContext().getSessionTimeout())
                    .isEqualTo((int) Duration.ofDays(7).toSeconds());
            assertThat(from(client, server, server)).isEqualTo(Reason.RESUMED);
            server.getServerSessionContext().setSessionTimeout(90);
            EnginePair pair = new EnginePair(client().build(), server).handshake();
            assertThat(Reprise.session(pair.client.engine))
                    .hasValueSatisfying(session -> assertThat(
                                    Duration.between(session.origin().authenticatedAt(), session.expiresAt()))
                            .isLessThanOrEqualTo(Duration.ofSeconds(91)));
            assertThatThrownBy(() -> server.getServerSessionContext().setSessionTimeout(-1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Clients {
        private final SSLContext server = server().build();

        @Test
        void clientsOfOnePolicyShareTheirSessions() throws Exception {
            connect(pooled().build(), server);

            assertThat(connect(pooled().build(), server).resumed()).isTrue();
        }

        @Test
        void clientsOfTheProcessShareThemWithoutBeingTold() throws Exception {
            connect(Reprise.client().trust(PKI.trustStore()).context("process").build(), server);

            assertThat(connect(
                                    Reprise.client()
                                            .trust(PKI.trustStore())
                                            .context("process")
                                            .build(),
                                    server)
                            .resumed())
                    .isTrue();
        }

        @Test
        void anotherSetOfAuthoritiesDoesNot() throws Exception {
            TestPki.Identity extra = TestPki.newAuthority("Extra").serverEc();
            KeyStore more = PKI.trustStore();
            more.setCertificateEntry("more", extra.chain().get(1));
            connect(pooled().build(), server);

            assertThat(connect(pooled().trust(more).build(), server).reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
        }

        @Test
        void aSessionWithoutIdentificationNeverServesAConnectionWithIt() throws Exception {
            connect(pooled().endpointIdentification("").build(), server);

            assertThat(connect(pooled().build(), server).reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
        }

        @Test
        void aBoundSessionWithoutIdentificationDoesNotEither() throws Exception {
            EnginePair lax = new EnginePair(pooled().endpointIdentification("").build(), server).handshake();
            EnginePair strict = new EnginePair(pooled().build(), server);
            Reprise.resume(
                    strict.client.engine, Reprise.session(lax.client.engine).orElseThrow());
            strict.handshake();

            assertThat(Reprise.resumption(strict.client.engine).resumed()).isFalse();
        }

        @Test
        void anotherIdentityDoesNot() throws Exception {
            SSLContext asking =
                    server().trust(PKI.trustStore()).clientAuth(ClientAuth.WANT).build();
            connect(pooled().identity(PKI.client().keyStore(), TestPki.PASSWORD).build(), asking);
            TestPki.Identity other = PKI.issue("other", "EC", "other.test");

            assertThat(connect(
                                    pooled().identity(other.keyStore(), TestPki.PASSWORD)
                                            .build(),
                                    asking)
                            .reason())
                    .isEqualTo(Reason.NO_SESSION_OFFERED);
        }

        @Test
        void trustManagersOfOnesOwnAreKnownByThemselvesOrByTheirName() throws Exception {
            X509TrustManager one = new OwnTrustManager();
            X509TrustManager other = new OwnTrustManager();
            connect(pooled().trust(one).build(), server);

            assertThat(connect(pooled().trust(other).build(), server).resumed()).isFalse();
            assertThat(connect(pooled().trust(one).build(), server).resumed()).isTrue();
            connect(pooled().trust(one).trustPolicy("corp-v3").build(), server);
            assertThat(connect(pooled().trust(other).trustPolicy("corp-v3").build(), server)
                            .resumed())
                    .isTrue();
            assertThat(connect(pooled().trust(other).trustPolicy("corp-v4").build(), server)
                            .resumed())
                    .isFalse();
        }

        @Test
        void constraintsOfOnesOwnPartSessionsToo() throws Exception {
            SSLContext client = pooled().build();
            connect(client, server);
            EnginePair constrained = new EnginePair(client, server);
            SSLParameters parameters = constrained.client.engine.getSSLParameters();
            parameters.setAlgorithmConstraints(new AnyAlgorithm());
            constrained.client.engine.setSSLParameters(parameters);
            constrained.handshake();

            assertThat(Reprise.resumption(constrained.client.engine).resumed()).isFalse();
        }

        @Test
        void theTrustManagerIsNotAskedOnResumptionUnlessFullRevalidationIsAskedFor() throws Exception {
            OwnTrustManager counting = new OwnTrustManager();
            SSLContext expiry = pooled().trust(counting).build();
            connect(expiry, server);
            assertThat(connect(expiry, server).resumed()).isTrue();
            assertThat(counting.asked).hasValue(1);

            OwnTrustManager again = new OwnTrustManager();
            SSLContext full =
                    pooled().trust(again).revalidation(Revalidation.FULL).build();
            connect(full, server);
            assertThat(connect(full, server).resumed()).isTrue();
            assertThat(again.asked).hasValue(2);
        }

        @Test
        void whatFullRevalidationRefusesIsNotOffered() throws Exception {
            OwnTrustManager changing = new OwnTrustManager();
            SSLContext full =
                    pooled().trust(changing).revalidation(Revalidation.FULL).build();
            connect(full, server);
            changing.refusesSessions = true;

            EnginePair pair = new EnginePair(full, server).handshake();

            assertThat(Reprise.resumption(pair.client.engine).reason()).isEqualTo(Reason.CERTIFICATE_NOT_TRUSTED);
        }
    }
}
