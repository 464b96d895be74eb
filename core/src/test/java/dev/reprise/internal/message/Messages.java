package dev.reprise.internal.message;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Any message that the codec can write. */
final class Messages {
    private Messages() {}

    static Arbitrary<HandshakeMessage> any() {
        return Arbitraries.oneOf(
                clientHello(),
                serverHello(),
                tls12ServerHello(),
                helloRetryRequest(),
                extensions(any(answers(), unknown())).map(EncryptedExtensions::new),
                Combinators.combine(bytes(0, 255), extensions(any(requests(), unknown())))
                        .as(CertificateRequest::new),
                certificate(),
                Combinators.combine(scheme(), bytes(0, 600)).as(CertificateVerify::new),
                Arbitraries.of(32, 48).flatMap(length -> bytes(length, length)).map(Finished::new),
                newSessionTicket(),
                Arbitraries.of(true, false).map(KeyUpdate::new),
                Arbitraries.just(new EndOfEarlyData()));
    }

    /** Any message of TLS 1.2 that the codec can write, hellos aside. */
    static Arbitrary<HandshakeMessage> anyOfTls12() {
        return Arbitraries.oneOf(
                Arbitraries.just(new HelloRequest()),
                Combinators.combine(u32(), bytes(0, 600)).as(Tls12NewSessionTicket::new),
                bytes(1, 400).list().ofMaxSize(4).map(Tls12Certificate::new),
                bytes(1, 600).map(response -> new Tls12CertificateStatus(new CertificateStatus(response))),
                Combinators.combine(group(), bytes(1, 255), scheme(), bytes(0, 600))
                        .as(ServerKeyExchange::new),
                Combinators.combine(
                                u8().list().ofMinSize(1).ofMaxSize(255),
                                scheme().list().ofMinSize(1).ofMaxSize(20),
                                bytes(1, 100).list().ofMaxSize(4))
                        .as(Tls12CertificateRequest::new),
                Arbitraries.just(new ServerHelloDone()),
                Combinators.combine(scheme(), bytes(0, 600)).as(CertificateVerify::new),
                bytes(1, 255).map(ClientKeyExchange::new),
                bytes(12, 12).map(Finished::new));
    }

    private static Arbitrary<ClientHello> clientHello() {
        Arbitrary<Extensions> extensions = Combinators.combine(
                        extensions(any(offers(), unknown())), preSharedKeys().injectNull(0.5))
                .as((some, psk) -> psk == null ? some : some.with(psk));
        return Combinators.combine(
                        u16(),
                        bytes(32, 32),
                        bytes(0, 32),
                        suite().list().ofMinSize(1).ofMaxSize(30),
                        bytes(1, 5),
                        Arbitraries.frequencyOf(
                                Tuple.of(9, extensions), Tuple.of(1, Arbitraries.just(Extensions.absent()))))
                .as(ClientHello::new);
    }

    private static Arbitrary<ServerHello> serverHello() {
        Arbitrary<Extensions> extensions = Combinators.combine(
                        extensions(any(
                                Arbitraries.oneOf(keyShareEntry().map(KeyShare::new), u16().map(SelectedPsk::new)),
                                unknown())),
                        u16().map(SelectedVersion::new))
                .as(Extensions::with);
        return Combinators.combine(u16(), bytes(32, 32), bytes(0, 32), suite(), extensions)
                .as(ServerHello::new);
    }

    private static Arbitrary<ServerHello> tls12ServerHello() {
        Arbitrary<Extension> kinds = Arbitraries.oneOf(
                Arbitraries.just(new ServerNameAck()),
                Arbitraries.just(new ExtendedMasterSecret()),
                bytes(0, 255).map(RenegotiationInfo::new),
                bytes(0, 20).map(SessionTicketExtension::new),
                bytes(1, 255).map(EcPointFormats::new),
                protocolName().map(name -> new ApplicationProtocols(List.of(name))));
        return Combinators.combine(u16(), bytes(32, 32), bytes(0, 32), suite(), extensions(any(kinds, unknown())))
                .as(ServerHello::new);
    }

    private static Arbitrary<HelloRetryRequest> helloRetryRequest() {
        Arbitrary<Extension> kinds = Arbitraries.oneOf(
                group().map(KeyShareRetry::new), bytes(1, 300).map(Cookie::new), u16().map(SelectedVersion::new));
        return Combinators.combine(bytes(0, 32), suite(), extensions(any(kinds, unknown())))
                .as(HelloRetryRequest::new);
    }

    private static Arbitrary<CertificateMessage> certificate() {
        Arbitrary<CertificateEntry> entry =
                Combinators.combine(bytes(1, 400), extensions(unknown())).as(CertificateEntry::new);
        return Combinators.combine(bytes(0, 255), entry.list().ofMaxSize(4)).as(CertificateMessage::new);
    }

    private static Arbitrary<NewSessionTicket> newSessionTicket() {
        Arbitrary<Extension> kinds = any(u32().map(MaxEarlyData::new), unknown());
        return Combinators.combine(u32(), u32(), bytes(0, 255), bytes(1, 600), extensions(kinds))
                .as(NewSessionTicket::new);
    }

    private static Arbitrary<Extension> offers() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .ofMinLength(1)
                        .ofMaxLength(255)
                        .map(ServerName::new),
                u16().list().ofMinSize(1).ofMaxSize(127).map(SupportedVersions::new),
                group().list().ofMinSize(1).ofMaxSize(20).map(SupportedGroups::new),
                keyShareEntry()
                        .list()
                        .ofMaxSize(4)
                        .uniqueElements(KeyShareEntry::group)
                        .map(KeyShares::new),
                Arbitraries.integers()
                        .between(0, 255)
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(255)
                        .map(PskKeyExchangeModes::new),
                Arbitraries.just(new EarlyDataIndication()),
                bytes(1, 300).map(Cookie::new),
                protocolName().list().ofMinSize(1).ofMaxSize(5).map(ApplicationProtocols::new),
                Arbitraries.integers().between(RecordSizeLimit.MIN, 0xffff).map(RecordSizeLimit::new),
                Combinators.combine(u8(), u8()).as(TicketRequest::new),
                Arbitraries.just(new ExtendedMasterSecret()),
                bytes(0, 255).map(RenegotiationInfo::new),
                bytes(0, 300).map(SessionTicketExtension::new),
                bytes(1, 255).map(EcPointFormats::new),
                Combinators.combine(u8(), bytes(0, 300))
                        .as((type, request) ->
                                type == StatusRequest.OCSP ? StatusRequest.ocsp() : new StatusRequest(type, request)),
                requests());
    }

    private static Arbitrary<Extension> requests() {
        return Arbitraries.oneOf(
                scheme().list().ofMinSize(1).ofMaxSize(20).map(SignatureAlgorithms::new),
                scheme().list().ofMinSize(1).ofMaxSize(20).map(SignatureAlgorithmsCert::new),
                bytes(1, 100).list().ofMinSize(1).ofMaxSize(4).map(CertificateAuthorities::new));
    }

    private static Arbitrary<Extension> answers() {
        return Arbitraries.oneOf(
                Arbitraries.just(new ServerNameAck()),
                group().list().ofMinSize(1).ofMaxSize(20).map(SupportedGroups::new),
                protocolName().map(name -> new ApplicationProtocols(List.of(name))),
                Arbitraries.just(new EarlyDataIndication()),
                Arbitraries.integers()
                        .between(RecordSizeLimit.MIN, RecordSizeLimit.MAX)
                        .map(RecordSizeLimit::new),
                u8().map(TicketRequestHint::new));
    }

    private static Arbitrary<PreSharedKeys> preSharedKeys() {
        Arbitrary<PskIdentity> identity =
                Combinators.combine(bytes(1, 300), u32()).as(PskIdentity::new);
        return Arbitraries.integers()
                .between(1, 3)
                .flatMap(count -> Combinators.combine(
                                identity.list().ofSize(count),
                                bytes(32, 255).list().ofSize(count))
                        .as(PreSharedKeys::new));
    }

    /** GREASE: code points that no specification will ever give a meaning (RFC 8701). */
    private static Arbitrary<Extension> unknown() {
        Arbitrary<Integer> types = Arbitraries.integers().between(0, 15).map(i -> 0x0a0a + 0x1010 * i);
        return Combinators.combine(types, bytes(0, 40)).as(Unknown::new);
    }

    private static Arbitrary<Extension> any(Arbitrary<? extends Extension> one, Arbitrary<? extends Extension> other) {
        return Arbitraries.oneOf(List.of(one, other));
    }

    private static Arbitrary<Extensions> extensions(Arbitrary<? extends Extension> kinds) {
        return kinds.list().ofMaxSize(8).map(many -> {
            Set<Integer> types = new HashSet<>();
            List<Extension> unique = new ArrayList<>();
            for (Extension each : many) {
                if (types.add(each.type())) {
                    unique.add(each);
                }
            }
            return Extensions.of(unique);
        });
    }

    private static Arbitrary<KeyShareEntry> keyShareEntry() {
        return Combinators.combine(group(), bytes(1, 200)).as(KeyShareEntry::new);
    }

    private static Arbitrary<String> protocolName() {
        return Arbitraries.strings()
                .withCharRange('\u0000', '\u00ff')
                .ofMinLength(1)
                .ofMaxLength(255);
    }

    private static Arbitrary<CipherSuite> suite() {
        return u16().map(CipherSuite::of);
    }

    private static Arbitrary<NamedGroup> group() {
        return Arbitraries.oneOf(Arbitraries.of(NamedGroup.X25519, NamedGroup.SECP256R1), u16().map(NamedGroup::of));
    }

    private static Arbitrary<SignatureScheme> scheme() {
        return u16().map(SignatureScheme::of);
    }

    private static Arbitrary<Integer> u8() {
        return Arbitraries.integers().between(0, 0xff);
    }

    private static Arbitrary<Integer> u16() {
        return Arbitraries.integers().between(0, 0xffff);
    }

    private static Arbitrary<Long> u32() {
        return Arbitraries.longs().between(0, 0xffff_ffffL);
    }

    private static Arbitrary<byte[]> bytes(int min, int max) {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(min).ofMaxSize(max);
    }
}
