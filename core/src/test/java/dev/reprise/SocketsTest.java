package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import dev.reprise.testing.TestPki;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class SocketsTest {
    private final TestPki pki = TestPki.shared();

    private SSLContext server() {
        return Reprise.server()
                .identity(pki.serverEc().certificatePem(), pki.serverEc().keyPem())
                .build();
    }

    private SSLContext client() {
        return Reprise.client().trust(pki.authorityPem()).build();
    }

    @Test
    void talksAfterAFullHandshakeAndAfterAResumedOne() throws Exception {
        SSLContext server = server();
        SSLContext client = client();
        var listener = SocketPair.listen(server);
        Resumption first;
        try (SocketPair pair = SocketPair.connect(client, listener).handshake()) {
            pair.talk();
            first = Reprise.resumption(pair.server);
            assertThat(first.resumed()).isFalse();
            assertThat(first.reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
            try (SocketPair again = SocketPair.connect(client, listener).handshake()) {
                again.talk();
                Resumption second = Reprise.resumption(again.server);
                assertThat(second.mechanism()).isEqualTo(Mechanism.PSK_STATELESS);
                assertThat(second.isResumptionOf(first)).isTrue();
                assertThat(Reprise.resumption(again.client).mechanism()).isEqualTo(Mechanism.PSK);
            }
        }
    }
}
