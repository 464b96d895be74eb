package dev.reprise.jdbc;

import dev.reprise.session.KeyRegister;
import dev.reprise.testkit.SharedKeyRegisterContract;
import java.time.Duration;

class H2KeyRegisterTest extends SharedKeyRegisterContract {
    private final String url = H2.freshUrl();

    @Override
    protected KeyRegister open() {
        return new JdbcKeyRegister(H2.source(url), Duration.ofSeconds(20));
    }

    @Override
    protected KeyRegister openAnother() {
        return open();
    }
}
