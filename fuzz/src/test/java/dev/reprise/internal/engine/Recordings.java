package dev.reprise.internal.engine;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What honest endpoints say to each other: what a fuzzer starts from. */
public final class Recordings {
    private Recordings() {}

    /** Endpoints about to connect, by what is special about them. */
    private static Map<String, Endpoints> endpoints() {
        Map<String, Endpoints> all = new LinkedHashMap<>();
        for (Carrier carrier : Carrier.values()) {
            String name = carrier.name().toLowerCase(Locale.ROOT).replace('_', '-');
            Endpoints plain = Story.with(carrier).ends;
            all.put(name + "-full", plain);
            Story resumed = Story.with(carrier);
            resumed.ends.bound = resumed.session();
            all.put(name + "-resumed", resumed.ends);
            Endpoints both = Story.with(carrier).ends;
            both.clientAuthentication = ClientAuthentication.NEED;
            both.clientHasACertificate();
            both.clientProtocols = List.of("h2", "http/1.1");
            both.asksForStatus = true;
            both.status = new byte[] {48, 3, 10, 1, 6};
            all.put(name + "-both-authenticated", both);
        }
        Endpoints retried = new Endpoints();
        retried.clientGroups = List.of(NamedGroup.X25519, NamedGroup.SECP384R1);
        retried.serverGroups = List.of(NamedGroup.SECP384R1);
        all.put("retried", retried);
        Endpoints either = new Endpoints();
        either.clientVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
        either.serverVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
        all.put("either-version", either);
        return all;
    }

    /** The messages of a version with their headers, by who said them and where. */
    public static Map<String, byte[]> messages(int version) {
        Map<String, byte[]> messages = new LinkedHashMap<>();
        endpoints().forEach((name, ends) -> {
            if (ends.serverVersions.get(0) == version) {
                Duel duel = new Duel(ends).fight();
                List<HandshakeMessage> said = new ArrayList<>(duel.client().said);
                said.addAll(duel.server().said);
                for (HandshakeMessage message : said) {
                    String type = message.type().toString().replace('_', '-');
                    messages.put(type + "-" + name + "-" + messages.size(), message.encode());
                }
            }
        });
        return messages;
    }

    /** Whole streams of records, as one side sent them. */
    public static Map<String, byte[]> streams(boolean ofTheClient) {
        Map<String, byte[]> streams = new LinkedHashMap<>();
        endpoints().forEach((name, ends) -> {
            Wire wire = ends.wire().run();
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            (ofTheClient ? wire.clientSide() : wire.serverSide()).sent.forEach(stream::writeBytes);
            streams.put(name, stream.toByteArray());
        });
        return streams;
    }
}
