package dev.reprise.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testing.TestPki;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentificationTest {
    private static X509Certificate certificate(String... names) {
        return TestPki.shared().issue("named", "EC", names).certificate();
    }

    private final X509Certificate leaf = certificate("a.example", "*.b.example", "10.0.0.1");

    @Test
    void remembersNoNameWhereNoneWasAskedFor() {
        assertThat(Identification.NONE.nameOf(leaf, "a.example")).isNull();
    }

    @Test
    void trustsTheTrustManagerWhereThereIsOneNameOnly() {
        assertThat(new Identification(true, "Other.Example.").nameOf(leaf, "other.example"))
                .isEqualTo("other.example");
        assertThat(new Identification(true, "Other.Example").nameOf(leaf, null)).isEqualTo("other.example");
        assertThat(new Identification(true, null).nameOf(leaf, "other.example")).isEqualTo("other.example");
        assertThat(new Identification(true, "").nameOf(leaf, null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, 10.0.0.1, a.example",
        "A.EXAMPLE, a.example., a.example",
        "x.b.example, host.example, x.b.example",
        "c.example, 10.0.0.1, 10.0.0.1",
        "c.example, a.example, a.example",
        "c.example, host.example, ",
        "b.example, host.example, ",
        "x.y.b.example, host.example, ",
        "c.example, 10.0.0.2, ",
    })
    void readsInTheCertificateWhichOfTwoNamesItHas(String inHello, String host, String name) {
        assertThat(new Identification(true, host).nameOf(leaf, inHello)).isEqualTo(name);
    }

    @Test
    void knowsNoneOfTwoNamesWhereTheCertificateHasNone() {
        assertThat(new Identification(true, "named").nameOf(certificate(), "other"))
                .isNull();
    }
}
