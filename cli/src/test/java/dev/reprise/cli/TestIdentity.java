package dev.reprise.cli;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;

/** A self-signed identity for localhost, as {@code serve} makes one, as PEM. */
record TestIdentity(SelfSigned made) {
    static TestIdentity make() {
        return new TestIdentity(SelfSigned.make(Instant.now()));
    }

    X509Certificate certificate() {
        return made.certificate();
    }

    String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate().getEncoded());
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    String keyPem() {
        return pem("PRIVATE KEY", made.keys().getPrivate().getEncoded());
    }

    private static String pem(String label, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
