package dev.reprise.internal.message;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of one message, in their order, each code point once (RFC 9846 section 4.3). Immutable.
 *
 * <p>The hellos of TLS 1.2 may lack the whole block, which is not the same bytes as an empty one: {@link #absent()} is
 * that.
 */
public final class Extensions {
    private static final Extensions ABSENT = new Extensions(List.of(), false);
    private static final Extensions EMPTY = new Extensions(List.of(), true);

    private final List<Extension> all;
    private final boolean present;

    private Extensions(List<Extension> all, boolean present) {
        this.all = List.copyOf(all);
        this.present = present;
    }

    /**
     * Those extensions in that order.
     *
     * @throws IllegalArgumentException if a code point stands twice
     */
    public static Extensions of(Extension... extensions) {
        return of(Arrays.asList(extensions));
    }

    /**
     * Those extensions in that order.
     *
     * @throws IllegalArgumentException if a code point stands twice
     */
    public static Extensions of(List<? extends Extension> extensions) {
        Set<Integer> types = new HashSet<>();
        for (Extension extension : extensions) {
            if (!types.add(extension.type())) {
                throw new IllegalArgumentException(ExtensionType.name(extension.type()) + " stands twice");
            }
        }
        return extensions.isEmpty() ? EMPTY : new Extensions(List.copyOf(extensions), true);
    }

    /** A block that is not even there: for a hello of TLS 1.2 that ends before it. */
    public static Extensions absent() {
        return ABSENT;
    }

    /** Reads a block that ends its message; a message that ends before it has none. */
    static Extensions parseOptional(WireReader in, ExtensionContext message) {
        return in.isEmpty() ? ABSENT : parse(in, message);
    }

    /** Reads a block with its length: {@code Extension extensions<0..2^16-1>;}. */
    static Extensions parse(WireReader in, ExtensionContext message) {
        WireReader block = in.vector16(0, 0xffff);
        if (block.isEmpty()) {
            return EMPTY;
        }
        List<Extension> all = new ArrayList<>();
        Set<Integer> types = new HashSet<>();
        while (!block.isEmpty()) {
            int type = block.u16();
            WireReader body = block.vector16(0, 0xffff);
            if (!types.add(type)) {
                throw refused(type, "stands twice in a " + message);
            }
            if (!ExtensionType.isAllowed(type, message)) {
                throw refused(type, "must not stand in a " + message);
            }
            if (type == ExtensionType.PRE_SHARED_KEY && message == ExtensionContext.CLIENT_HELLO && !block.isEmpty()) {
                throw refused(type, "is not the last extension");
            }
            all.add(parseBody(type, body, message));
            if (!body.isEmpty()) {
                body.end(ExtensionType.name(type));
            }
        }
        return new Extensions(all, true);
    }

    /**
     * Reads the block of a ServerHello. {@code supported_versions} makes it one of TLS 1.3, so the code points are
     * looked over before their data is.
     */
    static Extensions parseOfServerHello(WireReader in) {
        if (in.isEmpty()) {
            return ABSENT;
        }
        byte[] block = in.rest();
        WireReader ahead = WireReader.of(block);
        WireReader headers = ahead.vector16(0, 0xffff);
        ahead.end("ServerHello");
        boolean tls13 = false;
        while (!headers.isEmpty()) {
            tls13 |= headers.u16() == ExtensionType.SUPPORTED_VERSIONS;
            headers.vector16(0, 0xffff);
        }
        return parse(WireReader.of(block), tls13 ? ExtensionContext.SERVER_HELLO : ExtensionContext.TLS12_SERVER_HELLO);
    }

    private static PeerMisbehaved refused(int type, String why) {
        return new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, ExtensionType.name(type) + " " + why);
    }

    private static Extension parseBody(int type, WireReader body, ExtensionContext message) {
        boolean inClientHello = message == ExtensionContext.CLIENT_HELLO;
        return switch (type) {
            case ExtensionType.SERVER_NAME ->
                switch (message) {
                    case CLIENT_HELLO -> ServerName.parse(body);
                    case CERTIFICATE_REQUEST -> Unknown.parse(type, body);
                    default -> new ServerNameAck();
                };
            case ExtensionType.STATUS_REQUEST ->
                switch (message) {
                    case CLIENT_HELLO -> StatusRequest.parse(body);
                    case CERTIFICATE -> CertificateStatus.parse(body);
                    case TLS12_SERVER_HELLO -> new StatusRequestAck();
                    default -> Unknown.parse(type, body);
                };
            case ExtensionType.SUPPORTED_VERSIONS ->
                inClientHello ? SupportedVersions.parse(body) : SelectedVersion.parse(body);
            case ExtensionType.SUPPORTED_GROUPS -> SupportedGroups.parse(body);
            case ExtensionType.SIGNATURE_ALGORITHMS -> SignatureAlgorithms.parse(body);
            case ExtensionType.SIGNATURE_ALGORITHMS_CERT -> SignatureAlgorithmsCert.parse(body);
            case ExtensionType.KEY_SHARE ->
                switch (message) {
                    case CLIENT_HELLO -> KeyShares.parse(body);
                    case HELLO_RETRY_REQUEST -> KeyShareRetry.parse(body);
                    default -> KeyShare.parse(body);
                };
            case ExtensionType.PSK_KEY_EXCHANGE_MODES -> PskKeyExchangeModes.parse(body);
            case ExtensionType.PRE_SHARED_KEY -> inClientHello ? PreSharedKeys.parse(body) : SelectedPsk.parse(body);
            case ExtensionType.EARLY_DATA ->
                message == ExtensionContext.NEW_SESSION_TICKET ? MaxEarlyData.parse(body) : new EarlyDataIndication();
            case ExtensionType.COOKIE -> Cookie.parse(body);
            case ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION ->
                inClientHello ? ApplicationProtocols.parse(body) : ApplicationProtocols.parseAnswer(body);
            case ExtensionType.RECORD_SIZE_LIMIT ->
                inClientHello ? RecordSizeLimit.parse(body) : RecordSizeLimit.parseAnswer(body);
            case ExtensionType.TICKET_REQUEST ->
                inClientHello ? TicketRequest.parse(body) : TicketRequestHint.parse(body);
            case ExtensionType.CERTIFICATE_AUTHORITIES -> CertificateAuthorities.parse(body);
            case ExtensionType.EXTENDED_MASTER_SECRET -> new ExtendedMasterSecret();
            case ExtensionType.RENEGOTIATION_INFO -> RenegotiationInfo.parse(body);
            case ExtensionType.SESSION_TICKET -> SessionTicketExtension.parse(body);
            case ExtensionType.EC_POINT_FORMATS -> EcPointFormats.parse(body);
            default -> Unknown.parse(type, body);
        };
    }

    /** The extension of that record type, or null if the message has none. */
    public <T extends Extension> @Nullable T get(Class<T> kind) {
        for (Extension extension : all) {
            if (kind.isInstance(extension)) {
                return kind.cast(extension);
            }
        }
        return null;
    }

    /** The extension with that code point, or null if the message has none. */
    public @Nullable Extension get(int type) {
        for (Extension extension : all) {
            if (extension.type() == type) {
                return extension;
            }
        }
        return null;
    }

    /** Whether the message has an extension with that code point. */
    public boolean has(int type) {
        return get(type) != null;
    }

    /** All of them in their order. */
    public List<Extension> all() {
        return all;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** The same with that extension in the place of the one with its code point, or at the end if there is none. */
    public Extensions with(Extension extension) {
        List<Extension> changed = new ArrayList<>(all);
        changed.replaceAll(old -> old.type() == extension.type() ? extension : old);
        if (!has(extension.type())) {
            changed.add(extension);
        }
        return new Extensions(changed, true);
    }

    /** The same without the extension of that code point. */
    public Extensions without(int type) {
        return has(type) ? of(all.stream().filter(each -> each.type() != type).toList()) : this;
    }

    /** Writes the block with its length, or nothing at all if it is absent. */
    void write(WireWriter out) {
        if (present) {
            out.vector16(block -> {
                for (Extension extension : all) {
                    block.u16(extension.type()).vector16(extension::writeBody);
                }
            });
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Extensions that && present == that.present && all.equals(that.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }

    @Override
    public String toString() {
        return all.toString();
    }
}
