package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.PskIdentity;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.Resumption;
import dev.reprise.session.TlsSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Hellos of a client that are changed on their way, and what a server makes of them. */
abstract class ChangedHellos {
    final Story story = Story.with(TicketMode.STATELESS);
    final Endpoints ends = story.ends;

    /** What the server makes of the client's hello after this change: its answer, or its fault. */
    TlsFault refusal(UnaryOperator<ClientHello> change) {
        return Story.faultOf(new Duel(ends).changingTheClients(hellos(change)));
    }

    /** The ServerHello that answers the changed hello. The client may make of it what it can. */
    ServerHello answer(UnaryOperator<ClientHello> change) {
        Duel duel = new Duel(ends).changingTheClients(hellos(change));
        Story.faultOf(duel);
        return Story.said(duel.server(), ServerHello.class).get(0);
    }

    static UnaryOperator<HandshakeMessage> hellos(UnaryOperator<ClientHello> change) {
        return message -> message instanceof ClientHello hello ? change.apply(hello) : message;
    }

    static PreSharedKeys offerOf(ClientHello hello) {
        PreSharedKeys offer = hello.extensions().get(PreSharedKeys.class);
        assertThat(offer).as("the client offers a session").isNotNull();
        return offer;
    }

    static ClientHello with(ClientHello hello, Extension extension) {
        // Without and with: at the end, unless pre_shared_key is there, which stays the last.
        List<Extension> all =
                new ArrayList<>(hello.extensions().without(extension.type()).all());
        int last = all.size() - 1;
        boolean offers = last >= 0 && all.get(last) instanceof PreSharedKeys;
        all.add(offers ? last : last + 1, extension);
        return hello.withExtensions(Extensions.of(all));
    }

    static ClientHello without(ClientHello hello, int type) {
        return hello.withExtensions(hello.extensions().without(type));
    }

    /** How the server sees a connection whose hello is changed so, with a binder that verifies. */
    Resumption seenAfter(TlsSession session, UnaryOperator<ClientHello> change) {
        Duel.Player server = HandmadeClient.connect(ends, session, change);
        assertThat(server.summary).isNotNull();
        return server.summary.resumption();
    }

    static PreSharedKeys offer(List<PskIdentity> identities) {
        return new PreSharedKeys(
                identities, identities.stream().map(each -> new byte[32]).toList());
    }

    TlsSession offerASession() {
        TlsSession session = story.session();
        ends.bound = session;
        return session;
    }
}
