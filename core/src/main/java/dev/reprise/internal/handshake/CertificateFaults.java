package dev.reprise.internal.handshake;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;

/** Which alert tells a peer that its certificates were not accepted. */
public final class CertificateFaults {
    private CertificateFaults() {}

    public static PeerIncompatible refused(CertificateException reason) {
        return new PeerIncompatible(
                alertFor(reason), "the peer's certificate was refused: " + reason.getMessage(), reason);
    }

    private static AlertDescription alertFor(Throwable reason) {
        for (Throwable cause = reason; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return AlertDescription.CERTIFICATE_EXPIRED;
            }
            if (cause instanceof CertificateRevokedException) {
                return AlertDescription.CERTIFICATE_REVOKED;
            }
            if (cause instanceof CertPathValidatorException path) {
                if (path.getReason() == BasicReason.EXPIRED || path.getReason() == BasicReason.NOT_YET_VALID) {
                    return AlertDescription.CERTIFICATE_EXPIRED;
                }
                if (path.getReason() == BasicReason.REVOKED) {
                    return AlertDescription.CERTIFICATE_REVOKED;
                }
                if (path.getReason() == BasicReason.ALGORITHM_CONSTRAINED) {
                    return AlertDescription.BAD_CERTIFICATE;
                }
            }
            // The builder's own exception has no public subclass of CertificateException: it means that no path was
            // found.
            if (cause instanceof java.security.cert.CertPathBuilderException) {
                return AlertDescription.UNKNOWN_CA;
            }
        }
        return AlertDescription.CERTIFICATE_UNKNOWN;
    }
}
