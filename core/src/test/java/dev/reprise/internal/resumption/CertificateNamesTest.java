package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.session.SampleSessions;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class CertificateNamesTest {
    @Test
    void goOnAfterARenewalWithAnotherKeyOfAnotherAlgorithm() throws Exception {
        byte[] before = CertificateNames.of(certificate("EC", "CN=old", "a.example", "b.example"));
        byte[] after = CertificateNames.of(certificate("RSA", "CN=new", "B.EXAMPLE", "a.example"));

        assertThat(after).isEqualTo(before).hasSize(32);
        assertThat(CertificateNames.covers(after, before)).isTrue();
    }

    @Test
    void goOnWhereNamesWereAddedAndEndWhereOneWasLost() throws Exception {
        byte[] few = CertificateNames.of(certificate("EC", "CN=x", "a.example"));
        byte[] more = CertificateNames.of(certificate("EC", "CN=x", "a.example", "b.example"));

        assertThat(CertificateNames.covers(more, few)).isTrue();
        assertThat(CertificateNames.covers(few, more)).isFalse();
        assertThat(CertificateNames.covers(few, CertificateNames.none())).isTrue();
        assertThat(CertificateNames.covers(CertificateNames.none(), few)).isFalse();
    }

    @Test
    void areAnotherVirtualHostsWhereTheyAreOthers() throws Exception {
        byte[] one = CertificateNames.of(certificate("EC", "CN=x", "a.example"));
        byte[] other = CertificateNames.of(certificate("EC", "CN=x", "b.example"));

        assertThat(CertificateNames.covers(other, one)).isFalse();
    }

    @Test
    void areTakenTogetherFromAllCertificatesOfAServer() throws Exception {
        X509Certificate one = certificate("EC", "CN=x", "a.example");
        X509Certificate other = certificate("EC", "CN=y", "b.example", "a.example");

        assertThat(CertificateNames.of(List.of(other, one)))
                .isEqualTo(CertificateNames.of(certificate("EC", "CN=z", "a.example", "b.example")));
    }

    @Test
    void areTheSubjectWhereThereIsNoOther() throws Exception {
        byte[] alice = CertificateNames.of(certificate("EC", "CN=alice"));

        assertThat(alice).hasSize(16).isEqualTo(CertificateNames.of(certificate("EC", "CN=alice")));
        assertThat(alice).isNotEqualTo(CertificateNames.of(certificate("EC", "CN=bob")));
        assertThat(alice).isNotEqualTo(CertificateNames.of(certificate("EC", "CN=x", "alice")));
    }

    @Test
    void tellANameFromAnAddress() throws Exception {
        assertThat(CertificateNames.of(
                        certificateOf("EC", "CN=x", new GeneralName(GeneralName.iPAddress, "192.0.2.1"))))
                .isNotEqualTo(CertificateNames.of(
                        certificateOf("EC", "CN=x", new GeneralName(GeneralName.dNSName, "192.0.2.1"))));
    }

    @Test
    void areOneHashWhereThereAreVeryMany() throws Exception {
        String[] names =
                IntStream.range(0, 300).mapToObj(i -> "h" + i + ".example").toArray(String[]::new);

        byte[] all = CertificateNames.of(certificate("EC", "CN=x", names));

        assertThat(all).hasSize(16);
        assertThat(CertificateNames.covers(
                        CertificateNames.of(certificate("EC", "CN=x", Arrays.copyOf(names, 299))), all))
                .isFalse();
    }

    @Test
    void coverNothingIfTheyAreNoHashes() {
        assertThat(CertificateNames.covers(new byte[16], new byte[15])).isFalse();
        assertThat(CertificateNames.covers(new byte[17], new byte[16])).isFalse();
    }

    private static X509Certificate certificate(String algorithm, String subject, String... dnsNames) throws Exception {
        return certificateOf(
                algorithm,
                subject,
                Arrays.stream(dnsNames)
                        .map(name -> new GeneralName(GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new));
    }

    private static X509Certificate certificateOf(String algorithm, String subject, GeneralName... names)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
        KeyPair keys = generator.generateKeyPair();
        X500Name name = new X500Name(subject);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(SampleSessions.NOW),
                Date.from(SampleSessions.NOW.plus(Duration.ofDays(1))),
                name,
                keys.getPublic());
        if (names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        String signature = algorithm.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(keys.getPrivate())));
    }
}
