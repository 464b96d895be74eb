package dev.reprise.internal.resumption;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The policy under which a session is made, as 32 bytes: everything in a configuration that bears on whom to trust. A session is
 * refused where the fingerprint is another one.
 *
 * <pre>
 * fingerprint = SHA-256("reprise policy 1" || side || component || ...)
 * struct {
 *     uint8 tag;               // of the component, in ascending order
 *     opaque value&lt;0..2^24-1&gt;;
 * } component;
 * </pre>
 *
 * A component at its default is left out: a version that knows more components refuses no session of one that knows fewer, as
 * long as the new ones are at their defaults. It depends on values only, so it is the same in two processes and on two JDKs.
 */
public final class PolicyFingerprint {
    /**
     * The components. Whoever adds a setting that bears on trust adds one here; a test holds the configuration against this list.
     */
    public enum Component {
        /** What parts one application from another by its owner's wish. Default: none. */
        CONTEXT(1),
        /** Server: whether a client may or must show a certificate. Default: neither. */
        CLIENT_AUTHENTICATION(2),
        /** Whose certificates are trusted. Default: nobody said; the JDK's own. */
        ACCEPTED_ISSUERS(3),
        /** How the peer's name is compared with its certificate. Default: it is not. */
        ENDPOINT_IDENTIFICATION(4),
        /** Which algorithms certificates and handshakes may use. Default: what the JDK's security properties say. */
        ALGORITHM_CONSTRAINTS(5),
        /** Who judges certificates, where it is not the JDK's own PKIX algorithm alone. */
        TRUST_POLICY(6),
        /** Client: whom it can show itself as. Default: nobody. */
        IDENTITY(7);

        private final int tag;

        Component(int tag) {
            this.tag = tag;
        }
    }

    /** Whether a server asks for the client's certificate. */
    public enum ClientAuthentication {
        NONE,
        WANT,
        NEED
    }

    private static final byte[] LABEL = "reprise policy 1".getBytes(StandardCharsets.US_ASCII);
    private static final String NAMED = "named:";
    private static final String UNNAMED = "unnamed:";

    private PolicyFingerprint() {}

    /** A builder with every component at its default. */
    public static Builder of(Side side) {
        return new Builder(side);
    }

    /** Takes components and gives the fingerprint. */
    public static final class Builder {
        private final Side side;
        private final Map<Component, byte[]> components = new EnumMap<>(Component.class);

        private Builder(Side side) {
            this.side = side;
        }

        /** {@link Component#CONTEXT}; {@code null} for none. */
        public Builder context(@Nullable String context) {
            return text(Component.CONTEXT, context);
        }

        /** {@link Component#CLIENT_AUTHENTICATION}, as it is in effect for this connection. Of no meaning on a client. */
        public Builder clientAuthentication(ClientAuthentication mode) {
            return text(
                    Component.CLIENT_AUTHENTICATION,
                    switch (mode) {
                        case NONE -> null;
                        case WANT -> "want";
                        case NEED -> "need";
                    });
        }

        /**
         * {@link Component#ACCEPTED_ISSUERS}: a set, so neither order nor repetition matter.
         *
         * @param issuers the DER of the trusted certificates; {@code null} where the JDK's own are trusted, which differ from JDK to
         *     JDK and are its policy, not the application's; an empty set is not the default, it trusts nobody
         */
        public Builder acceptedIssuers(@Nullable Collection<byte[]> issuers) {
            return set(Component.ACCEPTED_ISSUERS, issuers);
        }

        /** {@link Component#ENDPOINT_IDENTIFICATION}: the JSSE's name of the algorithm in any case; {@code null} or empty for none. */
        public Builder endpointIdentification(@Nullable String algorithm) {
            return text(
                    Component.ENDPOINT_IDENTIFICATION,
                    algorithm == null || algorithm.isEmpty() ? null : algorithm.toUpperCase(Locale.ROOT));
        }

        /** {@link Component#ALGORITHM_CONSTRAINTS}: a description that differs where the constraints do; {@code null} for the JDK's. */
        public Builder algorithmConstraints(@Nullable String description) {
            return text(Component.ALGORITHM_CONSTRAINTS, description);
        }

        /** {@link Component#TRUST_POLICY}: the name that its owner gave to a way of judging certificates. */
        public Builder namedTrust(String name) {
            return text(Component.TRUST_POLICY, NAMED + name);
        }

        /**
         * {@link Component#TRUST_POLICY}: somebody's own way of judging certificates, without a name.
         *
         * @param token random bytes, at least 16, that whoever holds the trust manager chose for that very object. Two objects with one
         *     token would share their sessions, and a session that one of them admitted is not judged again by the other
         */
        public Builder unnamedTrust(byte[] token) {
            if (token.length < 16) {
                throw new IllegalArgumentException("a token of " + token.length + " bytes can be guessed");
            }
            byte[] value = Arrays.copyOf(UNNAMED.getBytes(StandardCharsets.US_ASCII), UNNAMED.length() + token.length);
            System.arraycopy(token, 0, value, UNNAMED.length(), token.length);
            return component(Component.TRUST_POLICY, value);
        }

        /**
         * {@link Component#IDENTITY}: whom a client can show itself as, a set.
         *
         * @param certificates the DER of its own certificates, one for each identity; {@code null} or empty for none
         */
        public Builder identities(@Nullable Collection<byte[]> certificates) {
            return set(Component.IDENTITY, certificates == null || certificates.isEmpty() ? null : certificates);
        }

        /** The 32 bytes. */
        public byte[] build() {
            WireWriter out = new WireWriter();
            out.bytes(LABEL).u8(side == Side.CLIENT ? 0 : 1);
            boolean judgesThePeer = side == Side.CLIENT || components.containsKey(Component.CLIENT_AUTHENTICATION);
            components.forEach((component, value) -> {
                if (judgesThePeer || !bearsOnThePeerOnly(component)) {
                    out.u8(component.tag).opaque24(value);
                }
            });
            return HashAlgorithm.SHA256.digest(out.toByteArray());
        }

        /** A server that asks no client for a certificate trusts nobody's, so it does not matter whose it would. */
        private static boolean bearsOnThePeerOnly(Component component) {
            return switch (component) {
                case ACCEPTED_ISSUERS, TRUST_POLICY, ENDPOINT_IDENTIFICATION -> true;
                case CONTEXT, CLIENT_AUTHENTICATION, ALGORITHM_CONSTRAINTS, IDENTITY -> false;
            };
        }

        private Builder text(Component component, @Nullable String value) {
            return component(component, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        }

        private Builder set(Component component, @Nullable Collection<byte[]> members) {
            if (members == null) {
                return component(component, null);
            }
            SortedSet<byte[]> hashes = new TreeSet<>(Arrays::compareUnsigned);
            for (byte[] member : members) {
                hashes.add(HashAlgorithm.SHA256.digest(member));
            }
            WireWriter out = new WireWriter();
            hashes.forEach(out::bytes);
            return component(component, out.toByteArray());
        }

        private Builder component(Component component, byte @Nullable [] value) {
            if (value == null) {
                components.remove(component);
            } else {
                components.put(component, value);
            }
            return this;
        }
    }
}
