package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resumption without a new key exchange: only where both sides say so, and not beside keys that are never gone unless somebody insists. */
class PskKeTest {
    private static ServerBuilder fleet() {
        return server().ticketKeys(TicketKeys.derived(FleetSecret.generate()));
    }

    @Test
    void isRefusedBesideKeysWithoutForwardSecrecy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fleet().pskKe(true).build())
                .withMessageContaining("psk_ke")
                .withMessageContaining("insist");
    }

    @Test
    void isNotRefusedWhereItsOwnerInsists() throws Exception {
        assertThat(resumed(fleet().insistOnPskKe().build(), client().pskKe(true).build())
                        .reason())
                .isEqualTo(Reason.RESUMED);
    }

    /** Where no share fits, a round trip is saved. The group tells: where keys are exchanged there is one. */
    @ParameterizedTest
    @CsvSource({"true, true, false", "true, false, true", "false, true, true", "false, false, true"})
    void isDoneWhereBothSidesSaySo(boolean onServer, boolean onClient, boolean exchanged) throws Exception {
        List<HandshakeEvent> told = new CopyOnWriteArrayList<>();
        SSLContext client = client().pskKe(onClient).build();
        new EnginePair(client, server().pskKe(onServer).groups("x25519").build()).handshake();
        EnginePair pair = new EnginePair(
                        client,
                        server().pskKe(onServer)
                                .groups("secp384r1")
                                .listener(told::add)
                                .build())
                .handshake();

        assertThat(Reprise.resumption(pair.server.engine).resumed()).isTrue();
        assertThat(Reprise.resumption(pair.client.engine).resumed()).isTrue();
        assertThat(told)
                .singleElement()
                .satisfies(event -> assertThat(event.group() != null).isEqualTo(exchanged));
    }

    private static Resumption resumed(SSLContext server, SSLContext client) throws Exception {
        return Reprise.resumption(twice(server, client).server.engine);
    }

    private static EnginePair twice(SSLContext server, SSLContext client) throws Exception {
        new EnginePair(client, server).handshake();
        return new EnginePair(client, server).handshake();
    }
}
