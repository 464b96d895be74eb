package dev.reprise.jdbc;

import dev.reprise.session.SessionStore;
import dev.reprise.testkit.SharedSessionStoreContract;
import java.time.Duration;
import java.time.InstantSource;

class H2SessionStoreTest extends SharedSessionStoreContract {
    private final String url = H2.freshUrl();

    @Override
    protected SessionStore open() {
        return new JdbcSessionStore(H2.source(url), 10_000, Duration.ofSeconds(20), InstantSource.system());
    }

    @Override
    protected SessionStore openAnother() {
        return open();
    }
}
