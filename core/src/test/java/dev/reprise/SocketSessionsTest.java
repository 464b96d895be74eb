package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import java.util.Collections;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a socket's session says, keeps and ends. */
@ParameterizedClass
@ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
class SocketSessionsTest {
    private final String version;

    SocketSessionsTest(String version) {
        this.version = version;
    }

    private ServerBuilder server() {
        return Contexts.server().versions(version);
    }

    private ClientBuilder client() {
        return Contexts.client().versions(version);
    }

    @Test
    void aSessionsIdAndCreationAreThoseOfTheHandshakeThatAuthenticated() throws Exception {
        SSLContext client = client().build();
        try (SSLServerSocket listener = SocketPair.listen(server().build());
                SocketPair first = SocketPair.connect(client, listener).handshake()) {
            first.talk();
            SSLSession session = first.server.getSession();
            assertThat(session.getId()).hasSize(32);
            try (SocketPair second = SocketPair.connect(client, listener).handshake()) {
                SSLSession again = second.server.getSession();
                assertThat(Reprise.resumption(second.server).resumed()).isTrue();
                assertThat(again.getId()).isEqualTo(session.getId());
                assertThat(again.getCreationTime()).isEqualTo(session.getCreationTime());
                assertThat(second.client.getSession().getId())
                        .isEqualTo(first.client.getSession().getId());
            }
        }
    }

    @Test
    void bindingValuesToASessionChangesNothingElse() throws Exception {
        SSLContext client = client().build();
        try (SSLServerSocket listener = SocketPair.listen(server().build());
                SocketPair first = SocketPair.connect(client, listener).handshake()) {
            first.server.getSession().putValue("user", "alice");
            first.talk();
            assertThat(first.server.getSession().getValue("user")).isEqualTo("alice");
            assertThat(first.server.getSession().getValueNames()).containsExactly("user");
            try (SocketPair second = SocketPair.connect(client, listener).handshake()) {
                assertThat(Reprise.resumption(second.server).mechanism())
                        .isEqualTo(version.equals("TLSv1.2") ? Mechanism.TICKET : Mechanism.PSK_STATELESS);
                assertThat(second.server.getSession().getValueNames()).isEmpty();
            }
            first.server.getSession().removeValue("user");
            assertThat(first.server.getSession().getValue("user")).isNull();
        }
    }

    @Test
    void whatAClientInvalidatesItDoesNotOfferAgain() throws Exception {
        SSLContext client = client().build();
        try (SSLServerSocket listener = SocketPair.listen(server().build());
                SocketPair first = SocketPair.connect(client, listener).handshake()) {
            first.talk();
            first.client.getSession().invalidate();
            assertThat(first.client.getSession().isValid()).isFalse();
            try (SocketPair second = SocketPair.connect(client, listener).handshake()) {
                assertThat(Reprise.resumption(second.client).reason()).isEqualTo(Reason.INVALIDATED);
                assertThat(Reprise.resumption(second.server).reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
            }
        }
    }

    @Test
    void whatAServerInvalidatesItDoesNotResumeWhateverTicketCarriesIt() throws Exception {
        SSLContext client = client().build();
        try (SSLServerSocket listener = SocketPair.listen(server().build());
                SocketPair first = SocketPair.connect(client, listener).handshake()) {
            first.talk();
            first.server.getSession().invalidate();
            try (SocketPair second = SocketPair.connect(client, listener).handshake()) {
                assertThat(Reprise.resumption(second.server).reason()).isEqualTo(Reason.INVALIDATED);
                assertThat(Reprise.resumption(second.client).reason()).isEqualTo(Reason.DECLINED);
            }
        }
    }

    @Test
    void aContextListsItsSessions() throws Exception {
        SSLContext client = client().build();
        SSLContext server = server().build();
        try (SocketPair pair = SocketPair.connect(client, server).handshake()) {
            SSLSession session = pair.client.getSession();

            assertThat(Collections.list(client.getClientSessionContext().getIds()))
                    .containsExactly(session.getId());
            assertThat(client.getClientSessionContext().getSession(session.getId()))
                    .isSameAs(session);
            assertThat(session.getSessionContext()).isSameAs(client.getClientSessionContext());
            session.invalidate();
            assertThat(client.getClientSessionContext().getSession(session.getId()))
                    .isNull();
            assertThat(client.getServerSessionContext().getIds().hasMoreElements())
                    .isFalse();
        }
    }

    @Test
    void aServerThatMayMakeNoNewSessionResumesOrRefuses() throws Exception {
        SSLContext client = client().build();
        try (SSLServerSocket listener = SocketPair.listen(server().build());
                SocketPair first = SocketPair.connect(client, listener).handshake()) {
            first.talk();
            try (SocketPair second = SocketPair.connect(client, listener)) {
                second.server.setEnableSessionCreation(false);
                second.handshake().talk();
            }
            try (SocketPair stranger = SocketPair.connect(client().build(), listener)) {
                stranger.server.setEnableSessionCreation(false);
                assertThatThrownBy(() -> SocketsTest.alertOf(stranger)).hasMessageContaining("handshake_failure");
            }
        }
    }
}
