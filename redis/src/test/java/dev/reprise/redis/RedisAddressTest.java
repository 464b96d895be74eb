package dev.reprise.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.jsse.RepriseProvider;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.netty.handler.ssl.JdkSslContext;
import java.security.Security;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
    @ParameterizedTest
    @CsvSource({
        "redis://cache.example, redis://cache.example:6379",
        "redis://cache.example/0, redis://cache.example:6379",
        "redis://cache.example/, redis://cache.example:6379",
        "redis://user:swordfish@cache.example:7000/12, redis://cache.example:7000/12",
        "rediss://:swordfish@[::1]:7000?prefix=blue, rediss://[::1]:7000",
        "redis-sentinel://one/3#mymaster, redis-sentinel://one:26379/3#mymaster",
        "'rediss-sentinel://:swordfish@one,two:7?sentinel-password=swordfish#my/master', 'rediss-sentinel://one:26379,two:7#my/master'",
        "'redis-cluster://one,two:7000', 'redis-cluster://one:6379,two:7000'",
        "rediss-cluster://:swordfish@one, rediss-cluster://one:6379",
    })
    void isNamedWithoutItsPasswords(String spec, String name) {
        assertThat(RedisAddress.of(spec)).hasToString(name);
    }

    @Test
    void saysAllOfItToTheClient() {
        RedisURI uri = RedisAddress.of("rediss://m%40x:a%2Fb+%C3%A4:c@cache.example:7000/12")
                .uris()
                .get(0);
        assertThat(uri.getHost()).isEqualTo("cache.example");
        assertThat(uri.getPort()).isEqualTo(7000);
        assertThat(uri.getDatabase()).isEqualTo(12);
        assertThat(uri.isSsl()).isTrue();
        assertThat(uri.isVerifyPeer()).isTrue();
        RedisCredentials login =
                uri.getCredentialsProvider().resolveCredentials().block();
        assertThat(login.getUsername()).isEqualTo("m@x");
        assertThat(login.getPassword()).isEqualTo("a/b+\u00e4:c".toCharArray());
    }

    @Test
    void saysToEachWhoHasItsPassword() {
        RedisURI uri = RedisAddress.of(
                        "redis-sentinel://:data@one,two:7/3?sentinel-user=u&sentinel-password=guard#mymaster")
                .uris()
                .get(0);
        assertThat(uri.getSentinelMasterId()).isEqualTo("mymaster");
        assertThat(uri.getDatabase()).isEqualTo(3);
        assertThat(uri.getCredentialsProvider().resolveCredentials().block().getPassword())
                .isEqualTo("data".toCharArray());
        assertThat(uri.getSentinels()).extracting(RedisURI::getHost).containsExactly("one", "two");
        assertThat(uri.getSentinels()).extracting(RedisURI::getPort).containsExactly(26379, 7);
        for (RedisURI sentinel : uri.getSentinels()) {
            RedisCredentials login =
                    sentinel.getCredentialsProvider().resolveCredentials().block();
            assertThat(login.getUsername()).isEqualTo("u");
            assertThat(login.getPassword()).isEqualTo("guard".toCharArray());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis:",
                "redis://",
                "redis:///1",
                "redis:localhost",
                "redis://localhost:0",
                "redis://localhost:65536",
                "redis://localhost:swordfish",
                "redis://localhost/swordfish",
                "redis://localhost/1/swordfish",
                "redis://localhost/123456",
                "redis://one,two",
                "redis://one,",
                "redis://::1",
                "redis://localhost#swordfish",
                "redis://swordfish@localhost",
                "redis://user:a%zzswordfish@localhost",
                "redis://localhost?swordfish",
                "redis://localhost?swordfish=1",
                "rediss://localhost?cert=/swordfish",
                "redis://localhost?prefix=",
                "redis://localhost?ca=/etc/hosts",
                "redis-cluster://localhost?cert=/etc/hosts&key=/etc/hosts",
                "redis://localhost?sentinel-password=swordfish",
                "rediss-cluster://localhost?sentinel-user=swordfish",
                "redis-sentinel://localhost?sentinel-user=swordfish#mymaster",
                "redis://localhost?timeout=0",
                "redis://localhost?timeout=60001",
                "redis://localhost?timeout=1s",
                "rediss://localhost?ca=/no/such/place",
                "redis-sentinel://localhost",
                "redis-sentinel://localhost#",
                "redis-cluster://localhost/1",
                "redis-cluster://localhost#swordfish",
            })
    void refusesWhatItCannotUnderstandAndRepeatsNoPassword(String spec) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisAddress.of(spec))
                .withMessageContaining("expected")
                .withMessageNotContaining("swordfish")
                .withNoCause();
    }

    @Test
    void saysHowLongACallWaits() {
        assertThat(RedisAddress.of("redis://one").patience()).isEqualTo(Duration.ofMillis(100));
        assertThat(RedisAddress.of("redis://one?timeout=1").patience()).isEqualTo(Duration.ofMillis(1));
        assertThat(RedisAddress.of("redis://one?timeout=60000").patience()).isEqualTo(Duration.ofMinutes(1));
    }

    /** Whose contexts open the store that the system's properties name, which may be this. */
    @Test
    void reachesNoStoreByTheProviderThatUsesIt() throws Exception {
        RepriseProvider ours = new RepriseProvider();
        Security.insertProviderAt(ours, 1);
        try {
            JdkSslContext made = (JdkSslContext) RedisAddress.of("rediss://one")
                    .tls()
                    .createSslContextBuilder()
                    .build();
            assertThat(made.context().getProvider().getName()).isEqualTo("SunJSSE");
        } finally {
            Security.removeProvider(ours.getName());
        }
    }

    @Test
    void hidesItsPasswordsInWhatOthersSay() {
        RedisAddress address = RedisAddress.of("redis-sentinel://:sword%40fish@one?sentinel-password=guard#mymaster");
        assertThat(address.discreet("WRONG sword@fish, guard!")).isEqualTo("WRONG ***, ***!");
    }
}
