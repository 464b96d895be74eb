package dev.reprise.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.session.StoreProvider;
import dev.reprise.testkit.StoreProviderContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class JdbcStoreProviderTest extends StoreProviderContract {
    private final String url = H2.freshUrl();

    @Override
    protected Class<? extends StoreProvider> provider() {
        return JdbcStoreProvider.class;
    }

    @Override
    protected String spec() {
        return url;
    }

    @Override
    protected String specThatCannotBeUnderstood() {
        return "jdbc:nothing:there";
    }

    @Override
    protected List<String> specsWith(String password) {
        return List.of(
                "jdbc:h2:tcp://127.0.0.1:1/reprise;USER=sa;PASSWORD=" + password,
                "jdbc:h2:mem:closed" + System.nanoTime() + ";IFEXISTS=TRUE;USER=sa;PASSWORD=" + password,
                "jdbc:sqlite:/nowhere/to/be/found.db?password=" + password,
                "jdbc:nothing://" + "user:" + password + "@127.0.0.1/reprise");
    }

    @Test
    void saysWhatIsMissingWithoutThePassword() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JdbcStoreProvider().sessionStore("jdbc:oracle:thin:x?password=swordfish"))
                .withMessageContaining("jdbc:oracle:thin:x")
                .withMessageContaining("class path")
                .withMessageNotContaining("swordfish");
    }

    @Test
    void describesTheDatabaseOnly() throws Exception {
        assertThat(new JdbcStoreProvider().sessionStore(url)).asString().isEqualTo(url.substring(0, url.indexOf(';')));
    }
}
