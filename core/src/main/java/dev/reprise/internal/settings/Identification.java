package dev.reprise.internal.settings;

import dev.reprise.internal.session.Names;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By which name a trust manager has identified a server. JSSE's take a certificate for the name in the hello (RFC 6066, section 3), and one
 * for the host that the connection goes to as well, and do not say which it was. Where the two differ, the certificate itself has to tell: what
 * is remembered of a peer is a name that it really has, or none.
 *
 * @param asked whether the peer's name is checked at all
 * @param host what the connection goes to; null if nobody said
 */
public record Identification(boolean asked, @Nullable String host) {
    /** Names are not checked. */
    public static final Identification NONE = new Identification(false, null);

    private static final int DNS_NAME = 2; // RFC 5280 section 4.2.1.6, the tags of GeneralName
    private static final int IP_ADDRESS = 7;

    /**
     * The name of a peer that the trust manager accepted, in lower case; null if it was not identified, or by which name cannot be told.
     *
     * @param inHello the name asked for in the hello; null if none
     */
    @Nullable
    String nameOf(X509Certificate leaf, @Nullable String inHello) {
        if (!asked) {
            return null;
        }
        String byHello = inHello == null ? null : normal(inHello);
        String byHost = host == null || host.isEmpty() ? null : normal(host);
        if (byHello == null || byHost == null || byHello.equals(byHost)) {
            return byHello == null ? byHost : byHello;
        }
        return has(leaf, byHello) ? byHello : has(leaf, byHost) ? byHost : null;
    }

    private static String normal(String name) {
        return Names.lowerCase(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
    }

    private static boolean has(X509Certificate leaf, String name) {
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            return alternatives != null && alternatives.stream().anyMatch(alternative -> is(alternative, name));
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    private static boolean is(List<?> alternative, String name) {
        int type = (Integer) alternative.get(0);
        if (type != DNS_NAME && type != IP_ADDRESS || !(alternative.get(1) instanceof String written)) {
            return false;
        }
        String pattern = normal(written);
        int dot = name.indexOf('.');
        return pattern.equals(name)
                || type == DNS_NAME && dot > 0 && pattern.equals("*" + name.substring(dot)); // RFC 9525, section 6.3
    }
}
