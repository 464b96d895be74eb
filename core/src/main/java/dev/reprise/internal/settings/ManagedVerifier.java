package dev.reprise.internal.settings;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.PeerVerifier;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.session.Side;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has JSSE's trust manager judge the peer of one connection. */
public final class ManagedVerifier implements PeerVerifier {
    /** JSSE's word for it in TLS 1.3, where a suite does not say how a peer authenticates. */
    private static final String UNKNOWN = "UNKNOWN";

    /** More names would make a CertificateRequest that some peers do not take; without any, a client chooses freely. */
    private static final int MAX_AUTHORITIES = 100;

    private final Trust trust;
    private final Face face;
    private final Side side;
    private final Identification identification;
    private final boolean asksForStatus;
    private final byte[] judge;

    /**
     * @param identification how a server is identified; of clients no name is remembered
     * @param judge see {@link #judge}
     * @param asksForStatus whether a server is asked for what its authority says of its certificate
     */
    public ManagedVerifier(
            Trust trust, Face face, Side side, Identification identification, byte[] judge, boolean asksForStatus) {
        this.judge = judge.clone();
        this.asksForStatus = asksForStatus;
        this.trust = trust;
        this.face = face;
        this.side = side;
        this.identification = side == Side.CLIENT ? identification : Identification.NONE;
    }

    @Override
    public @Nullable String verify(List<X509Certificate> chain, HandshakeProgress progress)
            throws CertificateException {
        X509Certificate[] certificates = chain.toArray(X509Certificate[]::new);
        try {
            if (side == Side.CLIENT) {
                face.judgeServer(trust.manager(), certificates, serverAuthType(progress));
            } else {
                face.judgeClient(trust.manager(), certificates, clientAuthType(chain, progress));
            }
        } catch (RuntimeException broken) {
            throw new CertificateException("the trust manager failed: " + broken, broken);
        }
        List<String> asked = progress.requestedServerNames();
        return identification.nameOf(chain.get(0), asked.isEmpty() ? null : asked.get(0));
    }

    @Override
    public byte[] judge() {
        return judge.clone();
    }

    @Override
    public boolean asksForStatus() {
        return asksForStatus;
    }

    /** In TLS 1.2 the key exchange of the suite, as JSSE writes it: trust managers judge by it what the key is to be good for. */
    private static String serverAuthType(HandshakeProgress progress) {
        CipherSuite suite = progress.suite();
        return suite == null || suite.isTls13() ? UNKNOWN : "ECDHE_" + suite.authentication();
    }

    /** In TLS 1.2 the algorithm of the client's key. */
    private static String clientAuthType(List<X509Certificate> chain, HandshakeProgress progress) {
        return progress.version() == ProtocolVersion.TLS12
                ? chain.get(0).getPublicKey().getAlgorithm()
                : UNKNOWN;
    }

    @Override
    public List<byte[]> acceptedAuthorities() {
        X509Certificate[] issuers = trust.manager().getAcceptedIssuers();
        if (issuers == null || issuers.length > MAX_AUTHORITIES) {
            return List.of();
        }
        List<byte[]> names = new ArrayList<>(issuers.length);
        for (X509Certificate issuer : issuers) {
            names.add(issuer.getSubjectX500Principal().getEncoded());
        }
        return names;
    }
}
