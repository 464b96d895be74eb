package dev.reprise.internal.handshake;

import dev.reprise.internal.message.CertificateEntry;
import dev.reprise.internal.message.CertificateStatus;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.PeerIncompatible;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificate chains between their bytes on the wire or in a session, and the JDK's objects. */
public final class CertificateChains {
    /** More certificates than any chain that is verified has. */
    private static final int MAX_CERTIFICATES = 16;

    private CertificateChains() {}

    /** Parses what a peer sent; what is no certificate is {@code bad_certificate}. */
    public static List<X509Certificate> parse(List<byte[]> encoded) {
        if (encoded.size() > MAX_CERTIFICATES) {
            throw new PeerIncompatible(
                    AlertDescription.BAD_CERTIFICATE,
                    "the peer sent " + encoded.size() + " certificates, more than the " + MAX_CERTIFICATES
                            + " allowed");
        }
        if (encoded.isEmpty()) {
            return List.of();
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> chain = new ArrayList<>(encoded.size());
            for (byte[] certificate : encoded) {
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(certificate)));
            }
            return List.copyOf(chain);
        } catch (CertificateException unreadable) {
            throw new PeerIncompatible(
                    AlertDescription.BAD_CERTIFICATE, "the peer sent a certificate that cannot be read", unreadable);
        }
    }

    public static List<byte[]> encode(List<X509Certificate> chain) {
        List<byte[]> encoded = new ArrayList<>(chain.size());
        try {
            for (X509Certificate certificate : chain) {
                encoded.add(certificate.getEncoded());
            }
        } catch (CertificateEncodingException broken) {
            throw new LocalFault("a certificate of this side cannot be encoded", broken);
        }
        return encoded;
    }

    public static List<CertificateEntry> entries(List<X509Certificate> chain) {
        return entries(chain, new byte[0]);
    }

    /**
     * The same with what its authority says of the leaf.
     *
     * @param status an OCSP response, DER; empty for none
     */
    public static List<CertificateEntry> entries(List<X509Certificate> chain, byte[] status) {
        List<CertificateEntry> entries = new ArrayList<>(chain.size());
        for (byte[] der : encode(chain)) {
            boolean stapled = entries.isEmpty() && status.length > 0;
            entries.add(new CertificateEntry(
                    der, stapled ? Extensions.of(new CertificateStatus(status)) : Extensions.of()));
        }
        return entries;
    }

    /** When the first of these certificates runs out, in milliseconds; {@link Long#MAX_VALUE} for no certificate. */
    public static long earliestNotAfter(List<X509Certificate> chain) {
        return chain.stream()
                .mapToLong(certificate -> certificate.getNotAfter().getTime())
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
