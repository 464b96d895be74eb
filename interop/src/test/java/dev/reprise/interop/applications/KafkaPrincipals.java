package dev.reprise.interop.applications;

import dev.reprise.Reprise;
import dev.reprise.interop.HandshakeLine;
import javax.net.ssl.SSLSession;
import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.KafkaPrincipalBuilder;
import org.apache.kafka.common.security.auth.KafkaPrincipalSerde;
import org.apache.kafka.common.security.auth.SslAuthenticationContext;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;
import org.apache.kafka.common.security.ssl.SslPrincipalMapper;

/** Kafka's own principals; prints, once a connection, whose it is and how it came about, of the session that a broker shows. */
public final class KafkaPrincipals implements KafkaPrincipalBuilder, KafkaPrincipalSerde {
    private static final String TOLD = KafkaPrincipals.class.getName();

    private final DefaultKafkaPrincipalBuilder principals =
            new DefaultKafkaPrincipalBuilder(null, SslPrincipalMapper.fromRules("DEFAULT"));

    /** Kafka makes it. */
    public KafkaPrincipals() {}

    @Override
    public KafkaPrincipal build(AuthenticationContext context) {
        KafkaPrincipal principal = principals.build(context);
        if (context instanceof SslAuthenticationContext tls
                && tls.listenerName().equals(KafkaBroker.LISTENER)) {
            tell(tls.session(), principal);
        }
        return principal;
    }

    /** Kafka asks for the principal with each request. */
    private static void tell(SSLSession session, KafkaPrincipal principal) {
        if (session.getValue(TOLD) == null) {
            session.putValue(TOLD, true);
            System.out.println(HandshakeLine.of(Reprise.resumption(session), "principal", principal.getName()));
        }
    }

    @Override
    public byte[] serialize(KafkaPrincipal principal) {
        return principals.serialize(principal);
    }

    @Override
    public KafkaPrincipal deserialize(byte[] bytes) {
        return principals.deserialize(bytes);
    }
}
